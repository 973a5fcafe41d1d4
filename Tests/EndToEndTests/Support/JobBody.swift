import Foundation

/// Bodies of inference requests, right and wrong.
enum JobBody {
    /// A black image, due in 5 s unless the parameters say otherwise.
    static func json(
        parameters: String = #"{"timeout": 5000000}"#,
        name: String = "x",
        shape: String = "[1,1,28,28]",
        datatype: String = "FP32",
        values: Int = 784,
        outputs: String = "[]",
        data numbers: [String]? = nil
    ) -> Data {
        let data = (numbers ?? Array(repeating: "0", count: values)).joined(separator: ",")
        let text = """
            {"parameters": \(parameters), "outputs": \(outputs), "inputs": [{"name": "\(name)", "shape": \(shape), \
            "datatype": "\(datatype)", "data": [\(data)]}]}
            """
        return Data(text.utf8)
    }
}
