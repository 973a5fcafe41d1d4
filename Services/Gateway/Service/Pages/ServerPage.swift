import ServiceKit

/// Describes the server, with the extensions that it really has.
enum ServerPage {
    static let extensions = [
        "binary_tensor_data", "model_configuration", "statistics", "rubato_deadlines", "rubato_streams",
        "rubato_explain",
    ]

    static func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("name")
        json.string("rubato")
        json.key("version")
        json.string(ServiceIdentity.version)
        json.key("extensions")
        json.beginArray()
        for name in extensions { json.string(name) }
        json.endArray()
        json.endObject()
    }
}
