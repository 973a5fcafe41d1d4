/// Reading with the name of the field, so that a failure becomes a problem that names it.
extension JSONReader {
    typealias Field = () -> String

    mutating func beginObject(in field: @autoclosure Field) throws(APIProblem) {
        do { try beginObject() } catch { throw APIProblem(error, field: field()) }
    }

    mutating func nextKey(in field: @autoclosure Field) throws(APIProblem) -> String? {
        do { return try nextKey() } catch { throw APIProblem(error, field: field()) }
    }

    mutating func beginArray(in field: @autoclosure Field) throws(APIProblem) {
        do { try beginArray() } catch { throw APIProblem(error, field: field()) }
    }

    mutating func nextElement(in field: @autoclosure Field) throws(APIProblem) -> Bool {
        do { return try nextElement() } catch { throw APIProblem(error, field: field()) }
    }

    mutating func string(in field: @autoclosure Field) throws(APIProblem) -> String {
        do { return try string() } catch { throw APIProblem(error, field: field()) }
    }

    mutating func integer(in field: @autoclosure Field) throws(APIProblem) -> Int64 {
        do { return try integer() } catch { throw APIProblem(error, field: field()) }
    }

    mutating func double(in field: @autoclosure Field) throws(APIProblem) -> Double {
        do { return try double() } catch { throw APIProblem(error, field: field()) }
    }

    mutating func float(in field: @autoclosure Field) throws(APIProblem) -> Float {
        do { return try float() } catch { throw APIProblem(error, field: field()) }
    }

    mutating func bool(in field: @autoclosure Field) throws(APIProblem) -> Bool {
        do { return try bool() } catch { throw APIProblem(error, field: field()) }
    }

    mutating func skip(in field: @autoclosure Field) throws(APIProblem) {
        do { try skip() } catch { throw APIProblem(error, field: field()) }
    }

    mutating func finish(in field: @autoclosure Field) throws(APIProblem) {
        do { try finish() } catch { throw APIProblem(error, field: field()) }
    }
}
