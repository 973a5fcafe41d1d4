import Foundation
import Yams

/// The YAML file: options as keys, and a section of its own for every service that shares the file.
///
/// ```yaml
/// log-format: json     # for every service
/// scheduler:           # for the scheduler only; stronger than the above
///   policy: edf
/// ```
struct ConfigurationFile {
    let path: String
    private let values: [String: [String]]

    /// Reads the options of one service.
    ///
    /// A key outside the sections must be an option of every service that reads the file; the sections of the others
    /// are theirs to check.
    init(path: String, service: String, options: [OptionDescription]) throws(ConfigurationError) {
        self.path = path
        let root = try Self.mapping(of: Self.text(of: path), path: path)
        let known = Dictionary(uniqueKeysWithValues: options.map { ($0.name, $0) })
        var values: [String: [String]] = [:]
        var sections: [(String, Any)] = []
        for (key, value) in root {
            if ServiceIdentity.all.contains(where: { $0.name == key }), known[key] == nil || value is [String: Any] {
                sections.append((key, value))
            } else {
                values[key] = try Self.strings(value, of: known[key], key: key, path: path)
            }
        }
        for (name, section) in sections where name == service {
            guard let fields = section as? [String: Any] else {
                throw .wrongValue(source: path, key: name, reason: "must be a mapping")
            }
            for (key, value) in fields {
                values[key] = try Self.strings(value, of: known[key], key: "\(name).\(key)", path: path)
            }
        }
        self.values = values
    }

    subscript(_ option: String) -> [String]? { values[option] }

    private static func text(of path: String) throws(ConfigurationError) -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw .unreadable(file: path, reason: String(cString: strerror(errno == 0 ? EIO : errno)))
        }
    }

    private static func mapping(of text: String, path: String) throws(ConfigurationError) -> [String: Any] {
        let root: Any?
        do {
            root = try Yams.load(yaml: text)
        } catch {
            throw .malformed(file: path, reason: "\(error)")
        }
        guard let root else { return [:] }
        guard let mapping = root as? [String: Any] else {
            throw .malformed(file: path, reason: "must be a mapping of options to values")
        }
        return mapping
    }

    private static func strings(
        _ value: Any,
        of option: OptionDescription?,
        key: String,
        path: String
    ) throws(ConfigurationError) -> [String] {
        guard let option, option.name != "config", option.name != "print-config" else {
            throw .unknownKey(file: path, key: key)
        }
        if let list = value as? [Any] {
            guard option.isRepeating else { throw .wrongValue(source: path, key: key, reason: "takes one value") }
            var texts: [String] = []
            for element in list { texts.append(try string(element, key: key, path: path)) }
            return texts
        }
        return [try string(value, key: key, path: path)]
    }

    private static func string(_ value: Any, key: String, path: String) throws(ConfigurationError) -> String {
        switch value {
        case let text as String: return text
        case let flag as Bool: return flag ? "true" : "false"
        case let number as Int: return String(number)
        case let number as Double: return String(number)
        default: throw .wrongValue(source: path, key: key, reason: "must be a text, a number or true or false")
        }
    }
}
