import SchedulerPolicy

/// A policy was asked for by a name that none has.
package struct UnknownPolicy: Error, CustomStringConvertible {
    package let name: String

    package init(name: String) {
        self.name = name
    }

    package var description: String {
        "no policy is called '\(name)'; there are \(LanePolicyCatalog.names.joined(separator: ", "))"
    }
}
