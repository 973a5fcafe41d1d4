import ArgumentParser
import GatewayPolicy
import Heads

/// When streams get heads of their own.
struct SpecialistOptions: ParsableArguments {
    @Flag(help: "Order no heads for streams on which few classes dominate.")
    var noSpecialists = false

    @Option(help: ArgumentHelp("The time in which classes must dominate a stream.", valueName: "seconds"))
    var specialistWindow = 300.0

    @Option(help: ArgumentHelp("The share of it that they must have; heads go at a tenth less.", valueName: "0.2…1"))
    var specialistShare = 0.6

    @Option(help: "The most classes that dominate.")
    var specialistClasses = 2

    @Option(help: "Frames in that time, without which nothing is decided.")
    var specialistFrames = 100

    @Option(help: ArgumentHelp("The share of a specialist's frames that also run at full depth.", valueName: "0…1"))
    var auditShare = 0.02

    @Option(help: ArgumentHelp("How long nothing is ordered after heads failed or disagreed.", valueName: "seconds"))
    var specialistPause = 600.0

    @Option(help: "Streams that are watched at once.")
    var maxWatchedStreams = 128

    func validate() throws {
        for (name, seconds) in [("window", specialistWindow), ("pause", specialistPause)]
        where !(1...86_400).contains(seconds) {
            throw ValidationError("--specialist-\(name) must be 1…86400")
        }
        guard (0.2...1).contains(specialistShare) else { throw ValidationError("--specialist-share must be 0.2…1") }
        guard (1...16).contains(specialistClasses) else { throw ValidationError("--specialist-classes must be 1…16") }
        guard (1...4_096).contains(specialistFrames) else {
            throw ValidationError("--specialist-frames must be 1…4096")
        }
        guard (0...1).contains(auditShare) else { throw ValidationError("--audit-share must be 0…1") }
        guard (1...100_000).contains(maxWatchedStreams) else {
            throw ValidationError("--max-watched-streams must be 1…100000")
        }
    }

    var settings: SpecializationSettings {
        var settings = SpecializationSettings()
        settings.detector.window = .seconds(specialistWindow)
        settings.detector.enterShare = specialistShare
        settings.detector.leaveShare = specialistShare - 0.1
        settings.detector.classLimit = specialistClasses
        settings.detector.leastCount = specialistFrames
        settings.detector.pause = .seconds(specialistPause)
        settings.auditShare = auditShare
        settings.streams = maxWatchedStreams
        return settings
    }
}
