import Kernel
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

    private func outcome(_ status: Int, _ json: String, label: Int? = 7) -> LoadOutcome {
        Array(json.utf8).withUnsafeBytes { LoadOutcome(status: status, body: $0, label: label) }
    }

    @Test("takes from an answer what an emulated device says of itself")
    func emulation() {
        let json = """
            {"parameters":{"exit":1,"emulated_device":"npu-zcu104","emulation_lag_us":70,"modeled_joules":0.0004},\
            "outputs":[]}
            """
        var expected = LoadAnswer()
        expected.exit = 1
        expected.emulatedDevice = "npu-zcu104"
        expected.emulationLagMicroseconds = 70
        expected.modeledJoules = 0.0004
        #expect(outcome(200, json) == .answered(expected))
    }

    @Test("takes class, exit, legs and the cloud's part from an answer")
    func answer() {
        let json = """
            {"model_name":"fashion","parameters":{"exit":2,"confidence":0.93,"deadline_met":true,"budget_us":50000,\
            "queue_us":120,"execution_us":900,"admission":"offload","cost_usd":0.00012},"outputs":\
            [{"name":"class","datatype":"INT64","shape":[1],"data":[7]}]}
            """
        var expected = LoadAnswer()
        expected.exit = 2
        expected.isCorrect = true
        expected.isOffloaded = true
        expected.costUSD = 0.00012
        expected.legs = [
            ServerLeg(name: "queue", microseconds: 120), ServerLeg(name: "execution", microseconds: 900),
        ]
        #expect(outcome(200, json) == .answered(expected))
        expected.isCorrect = false
        #expect(outcome(200, json, label: 3) == .answered(expected))
    }

    @Test("tells answers of second ways", arguments: ["fallback", "hedge", "promise"])
    func secondWays(terms: String) {
        var expected = LoadAnswer()
        expected.isFallback = terms == "fallback"
        expected.isHedge = terms == "hedge"
        expected.isOffloaded = terms == "hedge"
        #expect(outcome(200, #"{"parameters":{"admission":"\#(terms)"}}"#) == .answered(expected))
    }

    @Test(
        "tells refusals, which promised nothing, from failures",
        arguments: [
            (429, "overloaded", true), (422, "deadline_too_short", true), (503, "draining", true),
            (503, "worker_lost", false), (504, "deadline_missed", false), (500, "worker_rejected", false),
        ]
    )
    func refusal(status: Int, reason: String, isRefusal: Bool) {
        let found = outcome(status, #"{"error":"text","reason":"\#(reason)"}"#)
        #expect(found == (isRefusal ? .refused(reason: reason) : .failed(reason: reason)))
    }

    @Test("takes the step of an answer and the account of a refusal that was not paid")
    func ladder() {
        var expected = LoadAnswer()
        expected.step = "shallower_exit"
        #expect(outcome(200, #"{"parameters":{"step":"shallower_exit"},"outputs":[]}"#) == .answered(expected))
        let refusal = #"{"error":"text","reason":"budget_exhausted","budget":"tenant/a/energy"}"#
        #expect(outcome(429, refusal) == .refused(reason: "budget_exhausted", budget: "tenant/a/energy"))
    }

    @Test("names the status when an error gives no reason")
    func bareError() {
        #expect(outcome(502, "<html>") == .failed(reason: "http 502"))
    }

    @Test("interleaves the frames of streams, each at its rate from a phase of its own")
    func frames() {
        let frames = Array(FrameSchedule(streams: 3, framesPerSecond: 10, length: .seconds(1), seed: 4))
        #expect(frames.count == 30)
        #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.offset <= $1.offset })
        for stream in 0..<3 {
            let times = frames.filter { $0.stream == stream }.map(\.offset)
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == .milliseconds(100) })
        }
        #expect(Set(frames.prefix(3).map(\.offset)).count == 3)
    }
}
