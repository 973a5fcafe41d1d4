import Domain
import Foundation
import Kernel
import Testing

@Suite("A device's profile")
struct DeviceProfileTests {
    private static let profile = ExecutionProfile(
        model: ModelID(name: "net", version: "1"),
        bounds: [[.microseconds(100), .microseconds(150)], [.microseconds(40), .microseconds(70)]],
        provenance: .init(device: "cpu", precision: "f32", quantile: 0.999, margin: 1.2, samples: 60)
    )

    private func read(batches: String = "[1,4]", bounds: String = "[[10,40]]", kind: String = "published") throws
        -> DeviceProfile
    {
        let text = """
            {"device":"d","kind":"\(kind)","source":"s","precision":"f32","quantile":1,"margin":1,"samples":0,
             "models":{"net/1":{"batches":\(batches),"bound_us":\(bounds)}}}
            """
        return try JSONDecoder().decode(DeviceProfile.self, from: Data(text.utf8))
    }

    @Test("comes back from its file as it was announced")
    func roundTrip() throws {
        let announced = DeviceProfile([Self.profile], isMeasured: true, source: "worker at its start")
        let read = try JSONDecoder().decode(DeviceProfile.self, from: try JSONEncoder().encode(announced))
        #expect(read == announced)
        #expect(read.fault == nil)
        #expect(read.kind == "measured")
        #expect(read.profile(of: Self.profile.model) == Self.profile)
        #expect(read.profile(of: ModelID(name: "other", version: "1")) == nil)
    }

    @Test("has batch sizes between those measured on straight lines")
    func interpolation() throws {
        let profile = try #require(try read().profile(of: ModelID(name: "net", version: "1")))
        #expect((1...4).map { profile.wcet(stage: 0, batchSize: $0).microseconds } == [10, 20, 30, 40])
    }

    @Test("says what makes no sense in it")
    func faults() throws {
        #expect(try read(kind: "guessed").fault?.contains("guessed") == true)
        for (batches, bounds) in [
            ("[2,4]", "[[1,2]]"), ("[1,1]", "[[1,2]]"), ("[1,2]", "[[1]]"), ("[1]", "[[0]]"), ("[1]", "[]"),
        ] {
            #expect(try read(batches: batches, bounds: bounds).fault?.contains("net/1") == true, "\(batches) \(bounds)")
        }
    }
}
