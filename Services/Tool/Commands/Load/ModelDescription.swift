import Foundation

/// What the server says of a model, as the Open Inference Protocol writes it.
struct ModelDescription: Decodable, Equatable, Sendable {
    struct Tensor: Decodable, Equatable, Sendable {
        let name: String
        let shape: [Int]
    }

    let name: String
    let inputs: [Tensor]
    private let parameters: Parameters?

    private struct Parameters: Decodable, Equatable, Sendable {
        struct Exit: Decodable, Equatable, Sendable {
            let mflop: Double
        }

        let exits: [Exit]?
    }

    /// Work up to each exit, in MFLOP; empty if the server does not tell.
    var work: [Double] { parameters?.exits?.map(\.mflop) ?? [] }

    /// The shape of one sample.
    var sampleShape: [Int] { Array(inputs[0].shape.dropFirst()) }
    var valuesPerSample: Int { sampleShape.reduce(1, *) }

    /// Understands the answer to a request for metadata.
    ///
    /// - Parameters:
    ///   - status: Its HTTP status.
    ///   - body: Its JSON.
    ///   - model: Which model was asked for.
    /// - Throws: ``ToolFailure`` when the model is not there or not of a kind that can be driven.
    init(status: Int, body: Data, model: String) throws {
        guard status == 200 else {
            let text = String(decoding: body.prefix(300), as: UTF8.self)
            throw ToolFailure.badData("the server does not describe the model '\(model)': \(status) \(text)")
        }
        guard let decoded = try? JSONDecoder().decode(Self.self, from: body), let input = decoded.inputs.first,
            decoded.inputs.count == 1, input.shape.count > 1, input.shape.dropFirst().allSatisfy({ $0 > 0 })
        else {
            throw ToolFailure.badData("the server's description of '\(model)' has not one input of fixed shape")
        }
        self = decoded
    }
}
