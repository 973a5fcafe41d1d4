import ServiceKit

ServiceMain.run(AdmissionCommand.self)
