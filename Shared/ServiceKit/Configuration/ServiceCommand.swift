package import ArgumentParser

/// The command line of a service's executable.
///
/// ``ServiceMain`` parses it, with environment and file, and runs the service that it describes.
package protocol ServiceCommand: ParsableCommand, Sendable {
    static var identity: ServiceIdentity { get }

    /// The options in an `@OptionGroup`.
    var common: CommonOptions { get }

    /// A text to print in place of serving, such as a list that a flag asks for.
    var answer: String? { get }

    /// Whether the standard output is for something that is printed later, so that logs go to the standard error.
    var printsResult: Bool { get }

    /// Sets the service up: registers calls and routes, opens calls to others.
    ///
    /// Called once, on the host's event loop, before it listens.
    ///
    /// - Throws: Why the service cannot run; the process prints it and exits with 1.
    func start(on host: ServiceHost) throws
}

extension ServiceCommand {
    package var answer: String? { nil }
    package var printsResult: Bool { false }
}
