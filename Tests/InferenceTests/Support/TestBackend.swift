import Testing

@testable import Inference
@testable import InferenceDNNL

/// The backends that every test of results runs on.
enum TestBackend: String, CaseIterable, CustomTestStringConvertible {
    case portable
    case oneDNN

    var testDescription: String { rawValue }

    var backend: any InferenceBackend {
        switch self {
        case .portable: PortableBackend()
        case .oneDNN: DNNLBackend()
        }
    }

    func builder() throws -> any PlanBuilder {
        DNNLBackend.prepareThread()
        switch self {
        case .portable: return PortableBuilder()
        case .oneDNN: return try DNNLBuilder(precision: .f32)
        }
    }
}
