import Domain
import Foundation
import Inference
import Kernel
import Logging
import NPUFiles
import Telemetry
import Testing
import YAMLFiles

@testable import WorkerService

@Suite("Devices of a worker")
struct DeviceChoiceTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL.path()

    @Test("a worker is told cpu, or npu with a file, and says which it is")
    func choices() throws {
        let cpu = try DeviceChoice("cpu")
        #expect(cpu.kind == .cpu && cpu.npu == nil)
        let npu = try DeviceChoice("npu:\(Self.root)/deploy/npu/zcu104.yaml")
        #expect(npu.kind == .npu && npu.npu?.memberDevice == "npu-zcu104")
    }

    @Test("what is neither is refused in words", arguments: ["", "gpu", "npu", "npu:", "CPU"])
    func refused(text: String) throws {
        let error = #expect(throws: LoadFailure.self) { try DeviceChoice(text) }
        #expect(try #require(error).description.contains("neither cpu nor npu:FILE"))
    }

    @Test("a file that is not there is named with the reason")
    func missing() throws {
        let error = #expect(throws: FileError.self) { try DeviceChoice("npu:/no/such.yaml") }
        #expect(try #require(error).description == "/no/such.yaml: cannot be read")
    }

    @Test("a model on an emulated device announces modeled times, in the device's own arithmetic")
    func announced() throws {
        var settings = LoadSettings(models: "\(Self.root)/deploy/models", names: ["fashion"], maxBatch: 2)
        settings.npu = try DeviceChoice("npu:\(Self.root)/deploy/npu/micro.yaml").npu
        settings.profiling.margin = 1
        let loader = ModelLoader(
            settings,
            time: MonotonicTime(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            metrics: MetricsRegistry()
        )
        let profile = try #require(try loader.load().info.first).served.profile
        #expect(profile.provenance.device == "npu-micro" && profile.provenance.precision == "fixed16")
        #expect(profile.capacity == 2)
        let whole = profile.wcet(stages: 0...3, batchSize: 1)
        // 21 million multiply-adds on 64 multipliers at 100 MHz take at least 3.3 ms.
        #expect((.milliseconds(3.3)...(.milliseconds(40))).contains(whole))
    }
}
