import CDNNL
import Inference

/// A failure that the library reported, with the call that it came from.
struct DNNLFailure: Error {
    let call: String
    let status: dnnl_status_t

    var reason: String { "\(call): \(String(cString: dnnl_status2str(status)))" }
}

/// Turns the library's status into an error.
func check(_ status: dnnl_status_t, _ call: String) throws(DNNLFailure) {
    guard status == dnnl_success else { throw DNNLFailure(call: call, status: status) }
}

/// The handle that a creating call left behind.
func created<Handle>(_ handle: Handle?, _ call: String) throws(DNNLFailure) -> Handle {
    guard let handle else { throw DNNLFailure(call: call, status: dnnl_runtime_error) }
    return handle
}
