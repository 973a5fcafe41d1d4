import Domain
import Messages
import NIOCore
import SwiftProtobuf
import Transport

@testable import WorkerService

/// One `Execute` request as a gateway would send it; tests spoil parts of it.
struct JobCall {
    var descriptor = Rubato_V1_JobDescriptor()
    var budget: String? = "5S"
    var tensor = ByteBuffer(bytes: [0, 0, 0, 0])
    var sendsDescriptor = true

    init(_ job: UInt64, tag: UInt8 = 0, rule: ExitRule = ExitRule(mandatoryExit: 0, lastExit: 2, threshold: 2)) {
        descriptor.job = job
        descriptor.model = Rubato_V1_ModelKey(StubModel.id)
        descriptor.rule = Rubato_V1_Rule(rule)
        descriptor.datatype = "UINT8"
        tensor.setInteger(tag, at: 0)
    }

    func head() throws -> RequestHead {
        var head = RequestHead(method: "POST", target: CallMethods.executePath)
        if sendsDescriptor {
            let bytes: [UInt8] = try descriptor.serializedBytes()
            head.headers.append(CallMethods.descriptorHeader, Base64.encode(bytes))
        }
        if let budget { head.headers.append(BudgetHeader.name, budget) }
        return head
    }
}
