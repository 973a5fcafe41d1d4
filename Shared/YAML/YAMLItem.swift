package import Yams

/// One item of a list in a YAML file.
package struct YAMLItem {
    package let node: Node
    package let file: String
    /// Where it stands in the file, such as `workers.0`.
    package let path: String

    /// It as a text, if it is one.
    package var text: String? { node.string }

    /// Its items, if it is a list itself.
    package var items: [YAMLItem]? {
        node.sequence?.enumerated().map { YAMLItem(node: $1, file: file, path: "\(path).\($0)") }
    }

    /// - Throws: ``FileError`` if it is no mapping.
    package func fields() throws -> YAMLFields { try YAMLFields(node, file: file, path: path) }

    package func failure(_ reason: String) -> FileError { FileError(file: file, key: path, reason: reason) }
}
