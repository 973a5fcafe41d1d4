/// Bodies of requests for the toy model.
enum Bodies {
    static let one = infer(samples: 1)

    static func infer(samples: Int, parameters: String = "{}", outputs: String = "[]") -> String {
        let data = (0..<samples * 4).map(String.init).joined(separator: ",")
        return #"""
            {"id":"my \"id\"","parameters":\#(parameters),"outputs":\#(outputs),
             "inputs":[{"name":"image","shape":[\#(samples),1,2,2],"datatype":"FP32","data":[\#(data)]}]}
            """#
    }
}
