/// The fields of a message in their order, names in lower case.
package struct HeaderList: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String
        /// Hardly ever the same twice, so that it is not worth a place in the compressor's table; not part of a message.
        package var isVolatile = false

        package static func == (lhs: Field, rhs: Field) -> Bool { lhs.name == rhs.name && lhs.value == rhs.value }
    }

    package private(set) var fields: [Field] = []

    package init() {}

    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    /// Adds a field, whose name must be in lower case, as HTTP/2 sends it.
    ///
    /// A volatile one should not be kept for the compression of later messages.
    package mutating func append(_ name: String, _ value: String, isVolatile: Bool = false) {
        fields.append(Field(name: name, value: value, isVolatile: isVolatile))
    }

    /// Makes room for as many fields as most messages have.
    package mutating func reserveCapacity(_ count: Int) { fields.reserveCapacity(count) }

    /// Removes what the name held and appends the value, if there is one.
    package mutating func set(_ name: String, _ value: String?) {
        fields.removeAll { $0.name == name }
        if let value { append(name, value) }
    }

    /// The first value of that name.
    package subscript(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }
}
