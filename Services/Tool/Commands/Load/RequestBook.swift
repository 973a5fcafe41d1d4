import NIOCore
import ToolPolicy
import Transport

/// All requests of a run, written before it starts: sending one copies nothing but references.
struct RequestBook: Sendable {
    /// Per place that requests go to, the model or each stream: one head for every budget that is told apart.
    private let heads: [[RequestHead]]
    /// `nil` where the stream has the deadline.
    private let budgets: BudgetSteps?
    /// One per sample.
    let bodies: [ByteBuffer]
    let labels: [UInt8]?

    /// What every request says beside its tensor.
    struct Wording: Sendable {
        var authority: String
        var model: ModelDescription
        var datatype: WireDatatype
        var normalization: Normalization
        /// The largest budget that a request states; `nil` leaves it to the stream.
        var deadline: Duration?
        var threshold: Double?
    }

    /// - Parameters:
    ///   - paths: Where requests go.
    ///   - samples: What they carry.
    ///   - wording: What they say.
    init(paths: [String], samples: SampleSet, wording: Wording) {
        let json = Self.json(wording, values: samples.bytesPerSample)
        labels = samples.labels
        bodies = samples.samples.map { Self.body(json, $0, wording) }
        budgets = wording.deadline.map(BudgetSteps.init)
        let headers: HeaderList = [
            "content-type": "application/octet-stream",
            "content-length": "\(json.utf8.count + Self.byteCount(samples.bytesPerSample, wording))",
            "inference-header-content-length": "\(json.utf8.count)",
        ]
        let lists = budgets.map { Self.lists(headers, $0) } ?? [headers]
        heads = paths.map { path in
            lists.map { RequestHead(method: "POST", target: path, authority: wording.authority, headers: $0) }
        }
    }

    /// The head of a request to a place that leaves so much of its deadline.
    func head(place: Int, budget: Duration) -> RequestHead {
        heads[place][budgets?.place(of: budget) ?? 0]
    }

    private static func lists(_ headers: HeaderList, _ budgets: BudgetSteps) -> [HeaderList] {
        budgets.milliseconds.map { milliseconds in
            var list = headers
            list.append("rubato-deadline-ms", "\(milliseconds)")
            return list
        }
    }

    private static func byteCount(_ values: Int, _ wording: Wording) -> Int {
        wording.datatype == .fp32 ? values * 4 : values
    }

    private static func body(_ json: String, _ sample: ArraySlice<UInt8>, _ wording: Wording) -> ByteBuffer {
        var body = ByteBufferAllocator().buffer(capacity: json.utf8.count + byteCount(sample.count, wording))
        body.writeString(json)
        switch wording.datatype {
        case .uint8: body.writeBytes(sample)
        case .fp32:
            let channels = wording.model.sampleShape.first ?? 1
            for value in wording.normalization.apply(sample, channels: channels) {
                body.writeInteger(value.bitPattern, endianness: .little)
            }
        }
        return body
    }

    private static func json(_ wording: Wording, values: Int) -> String {
        var parameters: [String] = []
        if let threshold = wording.threshold { parameters.append("\"threshold\":\(threshold)") }
        let shape = ([1] + wording.model.sampleShape).map(String.init).joined(separator: ",")
        let input = """
            {"name":"\(wording.model.inputs[0].name)","shape":[\(shape)],"datatype":"\(wording.datatype.protocolName)",\
            "parameters":{"binary_data_size":\(byteCount(values, wording))}}
            """
        return """
            {"parameters":{\(parameters.joined(separator: ","))},"inputs":[\(input)],"outputs":[{"name":"class"}]}
            """
    }
}
