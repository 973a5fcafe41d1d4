import Foundation

/// The seeds of property tests.
package enum Seeds {
    /// 0 up to `usual`, or up to what `RUBATO_SEEDS` says, for long runs.
    package static func upTo(_ usual: UInt64) -> Range<UInt64> {
        let wanted = ProcessInfo.processInfo.environment["RUBATO_SEEDS"].flatMap(UInt64.init)
        return 0..<max(1, wanted ?? usual)
    }
}
