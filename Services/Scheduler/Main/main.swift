import ServiceKit

ServiceMain.run(SchedulerCommand.self)
