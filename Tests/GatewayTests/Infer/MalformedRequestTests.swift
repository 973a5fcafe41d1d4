import NIOCore
import Testing

@testable import GatewayService

@Suite("Malformed inference requests")
struct MalformedRequestTests {
    static let whole: [MalformedCase] = [
        .init("malformed_json", nil, ""),
        .init("malformed_json", nil, "{"),
        .init("malformed_json", nil, "{}x"),
        .init("wrong_type", "", "[]"),
        .init("missing_field", "inputs", "{}"),
        .init("missing_field", "inputs", #"{"inputs":[]}"#),
        .init("wrong_type", "inputs", #"{"inputs":{}}"#),
        .init("wrong_type", "inputs[0]", #"{"inputs":[1]}"#),
        .with("wrong_type", "id", #""id":1"#),
        .with("wrong_type", "parameters", #""parameters":[]"#),
        .with("out_of_range", "parameters.timeout", #""parameters":{"timeout":-1}"#),
        .with("wrong_type", "parameters.timeout", #""parameters":{"timeout":1.5}"#),
        .with("wrong_type", "parameters.timeout", #""parameters":{"timeout":"5"}"#),
        .with("out_of_range", "parameters.timeout", #""parameters":{"timeout":99999999999999999999}"#),
        .with("out_of_range", "parameters.priority", #""parameters":{"priority":-1}"#),
        .with("out_of_range", "parameters.min_exit", #""parameters":{"min_exit":3}"#),
        .with("out_of_range", "parameters.max_exit", #""parameters":{"max_exit":-1}"#),
        .with("out_of_range", "parameters.min_exit", #""parameters":{"min_exit":2,"max_exit":1}"#),
        .with("out_of_range", "parameters.threshold", #""parameters":{"threshold":-0.5}"#),
        .with("wrong_type", "parameters.best_effort", #""parameters":{"best_effort":1}"#),
        .with("wrong_type", "parameters.cloud", #""parameters":{"cloud":null}"#),
        .with("wrong_type", "outputs", #""outputs":{}"#),
        .with("unknown_output", "outputs[0].name", #""outputs":[{"name":"logits"}]"#),
        .with("unknown_output", "outputs[0].name", #""outputs":[{"name":"breed.label"}]"#),
        .with("unknown_output", "outputs[0].name", #""outputs":[{"name":"kind.exit"}]"#),
        .with("missing_field", "outputs[0].name", #""outputs":[{}]"#),
        .with("duplicate_output", "outputs[1].name", #""outputs":[{"name":"class"},{"name":"class"}]"#),
        .with(
            "wrong_type",
            "outputs[0].parameters.binary_data",
            #""outputs":[{"name":"class","parameters":{"binary_data":1}}]"#
        ),
        .with(
            "unsupported_parameter",
            "outputs[0].parameters.classification",
            #""outputs":[{"name":"class","parameters":{"classification":3}}]"#
        ),
    ]

    static let inputs: [MalformedCase] = [
        .input("missing_field", "inputs[0].name", #""shape":[1,1,2,2],"datatype":"FP32","data":[1,2,3,4]"#),
        .input("missing_field", "inputs[0].shape", #""name":"image","datatype":"FP32","data":[1,2,3,4]"#),
        .input("missing_field", "inputs[0].datatype", #""name":"image","shape":[1,1,2,2],"data":[1,2,3,4]"#),
        .input("missing_field", "inputs[0].data", #""name":"image","shape":[1,1,2,2],"datatype":"FP32""#),
        .input("unknown_input", "inputs[0].name", #""name":"x","shape":[1,1,2,2],"datatype":"FP32","data":[1,2,3,4]"#),
        .input(
            "unsupported_datatype",
            "inputs[0].datatype",
            #""name":"image","shape":[1,1,2,2],"datatype":"INT32","data":[1,2,3,4]"#
        ),
        .input(
            "shape_mismatch",
            "inputs[0].shape",
            #""name":"image","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]"#
        ),
        .input("shape_mismatch", "inputs[0].shape", #""name":"image","shape":[],"datatype":"FP32","data":[1,2,3,4]"#),
        .input("shape_mismatch", "inputs[0].shape", #""name":"image","shape":[-1,1,2,2],"datatype":"FP32","data":[]"#),
        .input("batch_size", "inputs[0].shape", #""name":"image","shape":[0,1,2,2],"datatype":"FP32","data":[]"#),
        .input("batch_size", "inputs[0].shape", #""name":"image","shape":[5,1,2,2],"datatype":"FP32","data":[]"#),
        .input(
            "element_count",
            "inputs[0].data",
            #""name":"image","shape":[1,1,2,2],"datatype":"FP32","data":[1,2,3]"#
        ),
        .input(
            "element_count",
            "inputs[0].data",
            #""name":"image","shape":[1,1,2,2],"datatype":"FP32","data":[1,2,3,4,5]"#
        ),
        .input(
            "wrong_type",
            "inputs[0].data",
            #""name":"image","shape":[1,1,2,2],"datatype":"FP32","data":["1",2,3,4]"#
        ),
        .input(
            "wrong_type",
            "inputs[0].data",
            #""name":"image","shape":[1,1,2,2],"datatype":"FP32","data":[null,2,3,4]"#
        ),
        .input(
            "malformed_json",
            "inputs[0].data",
            #""name":"image","shape":[1,1,2,2],"datatype":"FP32","data":[NaN,2,3,4]"#
        ),
        .input(
            "out_of_range",
            "inputs[0].data",
            #""name":"image","shape":[1,1,2,2],"datatype":"FP32","data":[1e39,2,3,4]"#
        ),
        .input(
            "out_of_range",
            "inputs[0].data",
            #""name":"image","shape":[1,1,2,2],"datatype":"UINT8","data":[256,2,3,4]"#
        ),
        .input(
            "wrong_type",
            "inputs[0].data",
            #""name":"image","shape":[1,1,2,2],"datatype":"UINT8","data":[0.5,2,3,4]"#
        ),
        .input(
            "binary_size",
            "inputs[0].parameters.binary_data_size",
            #""name":"image","shape":[1,1,2,2],"datatype":"FP32","parameters":{"binary_data_size":16}"#
        ),
        .input(
            "element_count",
            "inputs[0].parameters.binary_data_size",
            #""name":"image","shape":[1,1,2,2],"datatype":"FP32","parameters":{"binary_data_size":8}"#
        ),
        .input(
            "binary_size",
            "inputs[0].data",
            #""name":"image","shape":[1,1,2,2],"datatype":"FP32","parameters":{"binary_data_size":16},"data":[1,2,3,4]"#
        ),
        .input(
            "unsupported_parameter",
            "inputs[0].parameters.shared_memory_region",
            #""name":"image","parameters":{"shared_memory_region":"r"}"#
        ),
    ]

    @Test("are 400 with the reason and the field", arguments: whole + inputs)
    func areExplained(malformed: MalformedCase) throws {
        let body = ByteBuffer(string: malformed.json)
        let problem = try #require(throws: APIProblem.self) {
            try InferDecoder.decode(body, jsonLength: nil, model: Toy.model, sampleLimit: 4)
        }
        #expect(problem.status == 400)
        #expect(problem.reason == malformed.reason)
        #expect(problem.field == malformed.field)
    }

    @Test("a second input is unknown")
    func refusesSecondInput() throws {
        let input = #"{"name":"image","shape":[1,1,2,2],"datatype":"FP32","data":[1,2,3,4]}"#
        let body = ByteBuffer(string: #"{"inputs":[\#(input),\#(input)]}"#)
        let problem = try #require(throws: APIProblem.self) {
            try InferDecoder.decode(body, jsonLength: nil, model: Toy.model, sampleLimit: 4)
        }
        #expect(problem.reason == "unknown_input")
    }

    @Test("a JSON longer than the body, or a bare body of a wrong length, is named", arguments: [1_000, 0])
    func checksLengths(jsonLength: Int) throws {
        let problem = try #require(throws: APIProblem.self) {
            try InferDecoder.decode(
                ByteBuffer(bytes: [1, 2, 3]),
                jsonLength: jsonLength,
                model: Toy.model,
                sampleLimit: 4
            )
        }
        #expect(problem.status == 400)
        #expect(problem.reason == (jsonLength == 0 ? "element_count" : "header_length"))
    }

    @Test("infinities and NaN in binary tensors are found", arguments: [Float.nan, .infinity, -.infinity])
    func findsNonFinite(value: Float) throws {
        let problem = try #require(throws: APIProblem.self) {
            try InferDecoder.decode(
                ByteBuffer(floats: [1, 2, value, 4]),
                jsonLength: 0,
                model: Toy.model,
                sampleLimit: 4
            )
        }
        #expect(problem.reason == "not_finite")
        #expect(problem.message.contains("element 2"))
    }
}
