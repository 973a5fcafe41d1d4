import Testing

@testable import ToolPolicy

@Suite("Reading replies and data")
struct ReadingTests {
    private func scalars(_ json: String) -> [String] {
        var found: [String] = []
        Array(json.utf8).withUnsafeBytes { bytes in
            var reader = JSONScalarReader(bytes)
            while let scalar = reader.next() {
                found.append("\(reader.text(scalar.key))=\(reader.text(scalar.value))\(scalar.isString ? "s" : "")")
            }
        }
        return found
    }

    @Test("finds every scalar with its key")
    func finds() {
        let json = #"{"a": 1, "b": {"c\"d": "x,y", "e": [-2.5e3, true]}, "f":null ,"g":""}"#
        #expect(scalars(json) == ["a=1", #"c\"d=x,ys"#, "e=-2.5e3", "e=true", "f=null", "g=s"])
    }

    @Test("stays inside the text whatever the bytes are", arguments: UInt64(0)..<200)
    func survives(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("\"\\{}[]:,ab 1-".utf8)
        let text = (0..<40).map { _ in alphabet[Int(generator.next() % UInt64(alphabet.count))] }
        text.withUnsafeBytes { bytes in
            var reader = JSONScalarReader(bytes)
            while let scalar = reader.next() {
                #expect(scalar.value.upperBound <= bytes.count && scalar.key.upperBound <= bytes.count)
            }
        }
    }

    @Test("reads items of an idx file")
    func idx() throws {
        let file = try IDXFile([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6])
        #expect(file.dimensions == [2, 1, 3])
        #expect(Array(file[1]) == [4, 5, 6])
    }

    @Test("says what is wrong with an idx file")
    func brokenIDX() {
        #expect(throws: IDXFile.Failure.notUnsignedBytes) { try IDXFile([0, 0, 13, 1, 0, 0, 0, 0]) }
        #expect(throws: IDXFile.Failure.notUnsignedBytes) { try IDXFile([]) }
        #expect(throws: IDXFile.Failure.wrongLength(expected: 8, found: 5)) { try IDXFile([0, 0, 8, 1, 0]) }
        #expect(throws: IDXFile.Failure.wrongLength(expected: 3, found: 1)) {
            try IDXFile([0, 0, 8, 1, 0, 0, 0, 3, 9])
        }
        #expect(throws: IDXFile.Failure.wrongLength(expected: 1 << 30, found: 0)) {
            try IDXFile([0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255])
        }
    }
}
