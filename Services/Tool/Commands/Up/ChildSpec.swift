/// One service of the cluster as a process to be started, again if need be: everything here stays the same then.
package struct ChildSpec: Equatable, Sendable {
    /// Unique in the cluster; names the log.
    package let name: String
    /// The executable's file name.
    package let executable: String
    package let arguments: [String]
    /// Beside those of the tool itself.
    package let environment: [String: String]
    /// On loopback.
    package let port: Int
    /// Whether it is stopped before the others.
    package let stopsFirst: Bool
}
