extension JSONReader {
    /// Reads an integer; a point or an exponent makes it none.
    mutating func integer() throws(JSONFailure) -> Int64 {
        let start = position
        let number = try number()
        guard let value = number.integer else {
            let cause: JSONFailure.Cause = number.isInteger ? .outOfRange : .wrongType
            throw failure(cause, number.isInteger ? "out of range" : "must be an integer", at: start)
        }
        return value
    }

    /// Reads a finite number, rounded to the nearest `Double`.
    mutating func double() throws(JSONFailure) -> Double {
        let number = try number()
        guard let value = number.quickDouble ?? Double(text(of: number)), value.isFinite else {
            throw failure(.outOfRange, "out of range", at: number.range.lowerBound)
        }
        return value
    }

    /// Reads a finite number, rounded once to the nearest `Float`.
    mutating func float() throws(JSONFailure) -> Float {
        let number = try number()
        guard let value = number.quickFloat ?? Float(text(of: number)), value.isFinite else {
            throw failure(.outOfRange, "out of range", at: number.range.lowerBound)
        }
        return value
    }

    mutating func number() throws(JSONFailure) -> JSONNumber {
        try expect(.number)
        let start = position
        let isNegative = current == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var significand = Significand()
        let startsWithZero = current == UInt8(ascii: "0")
        let count = try digits(into: &significand)
        guard !startsWithZero || count == 1 else { throw malformed("a number with a leading zero") }
        var fraction = 0
        if current == UInt8(ascii: ".") {
            position += 1
            fraction = try digits(into: &significand)
        }
        let integerEnd = fraction == 0
        let exponent = try writtenExponent()
        return JSONNumber(
            range: start..<position,
            isNegative: isNegative,
            significand: significand.value,
            isExact: significand.isExact,
            exponent: (exponent ?? 0) - fraction,
            isInteger: integerEnd && exponent == nil
        )
    }

    private struct Significand {
        var value: UInt64 = 0
        var isExact = true

        mutating func append(_ digit: UInt8) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            guard isExact, !overflow, !carry else {
                isExact = false
                return
            }
            value = sum
        }
    }

    /// - Returns: How many digits there were, at least one.
    private mutating func digits(into significand: inout Significand) throws(JSONFailure) -> Int {
        let start = position
        while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit <= 9 {
            significand.append(digit)
            position += 1
        }
        guard position > start else { throw malformed("a digit is missing") }
        return position - start
    }

    /// The exponent, if one is written; clamped, as beyond a few hundred it makes no difference.
    private mutating func writtenExponent() throws(JSONFailure) -> Int? {
        guard current | 0x20 == UInt8(ascii: "e") else { return nil }
        position += 1
        let isNegative = current == UInt8(ascii: "-")
        if isNegative || current == UInt8(ascii: "+") { position += 1 }
        var value = Significand()
        _ = try digits(into: &value)
        let magnitude = value.isExact ? Int(min(value.value, 1_000_000)) : 1_000_000
        return isNegative ? -magnitude : magnitude
    }

    private func text(of number: JSONNumber) -> String {
        String(decoding: bytes[number.range], as: UTF8.self)
    }
}
