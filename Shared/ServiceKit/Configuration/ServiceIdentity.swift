/// Which of the cluster's services a process is.
package struct ServiceIdentity: Sendable, Hashable {
    /// The version of all services, as metadata, metrics and `--version` show it.
    package static let version = "0.1.0"

    /// One word in lower case, such as `scheduler`: names the section of the configuration file and the environment
    /// variables.
    package let name: String
    /// Where it listens unless told otherwise.
    package let defaultPort: Int
    /// Whether strangers call it, so that its port has the bounds and the patience of an edge.
    package let isPublic: Bool

    package init(name: String, defaultPort: Int, isPublic: Bool = false) {
        self.name = name
        self.defaultPort = defaultPort
        self.isPublic = isPublic
    }

    package static let gateway = ServiceIdentity(name: "gateway", defaultPort: 8000, isPublic: true)
    package static let scheduler = ServiceIdentity(name: "scheduler", defaultPort: 8010)
    package static let admission = ServiceIdentity(name: "admission", defaultPort: 8020)
    package static let worker = ServiceIdentity(name: "worker", defaultPort: 8031)
    package static let cloud = ServiceIdentity(name: "cloud", defaultPort: 8040)

    /// Every service, whose names are the sections that a configuration file may have.
    package static let all = [gateway, scheduler, admission, worker, cloud]
}
