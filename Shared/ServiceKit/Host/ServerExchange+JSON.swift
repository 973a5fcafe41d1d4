import Telemetry
import NIOCore
package import Transport

extension ServerExchange {
    /// Sends a whole response whose body is text.
    package func respond(_ status: Int, _ type: String, _ text: String, headers: HeaderList = [:]) {
        var head = ResponseHead(status: status, headers: headers)
        head.headers.append("content-type", type)
        head.headers.append("content-length", String(text.utf8.count))
        // A HEAD request asks for these fields and no body.
        respond(head, body: request.method == "HEAD" ? ByteBuffer() : ByteBuffer(string: text))
    }

    package func respondJSON(_ status: Int, _ text: String, headers: HeaderList = [:]) {
        respond(status, "application/json", text, headers: headers)
    }

    /// Sends `{"error": …}`, the body of every failure in the Open Inference Protocol.
    package func respondError(_ status: Int, _ message: String, headers: HeaderList = [:]) {
        var body = "{\"error\":"
        body.writeJSON(message)
        respondJSON(status, body + "}", headers: headers)
    }
}
