package import Yams

/// One item of a list in a YAML file.
package struct YAMLItem {
    package let node: Node
    package let file: String
    /// Where it stands in the file, such as `workers.0`.
    package let path: String

    /// It as a text, if it is one.
    package var text: String? { node.string }

    /// - Throws: ``FileError`` if it is no mapping.
    package func fields() throws -> YAMLFields { try YAMLFields(node, file: file, path: path) }

    package func failure(_ reason: String) -> FileError { FileError(file: file, key: path, reason: reason) }
}
