import Foundation
import Testing

/// Properties of the code itself that neither the compiler nor swift-format checks.
@Suite("Tidy")
struct TidyTests {
    @Test("the project has sources to look at")
    func sourcesAreFound() {
        #expect(SourceFile.all.count > 100)
        #expect(SourceFile.policies.count > 10)
    }

    @Test("policies are pure")
    func policiesArePure() throws {
        let banned = try [
            (#"\bimport (Foundation|Dispatch|Synchronization|NIO\w*)\b"#, "the standard library"),
            (#"\b(await|async|Task|actor)\b"#, "an action"),
            (#"\b([Cc]lock|[Tt]ime|Date|Instant)\w*(\(\))?\.now\b|\bclock_gettime\b"#, "the parameter `now`"),
            (#"\.random(Element)?\((?!.*using:)"#, "a generator passed in"),
        ].map { (pattern: try Regex($0.0), replacement: $0.1) }
        for file in SourceFile.policies {
            for (number, line) in try file.lines().enumerated() {
                let code = line.prefix(upTo: line.firstRange(of: "//")?.lowerBound ?? line.endIndex)
                for (pattern, replacement) in banned where code.contains(pattern) {
                    Issue.record("\(file.place(number)): not in a policy; use \(replacement)")
                }
            }
        }
    }

    @Test("functions fit on a screen")
    func functionsFit() throws {
        for file in SourceFile.all {
            let lines = try file.lines()
            for (start, line) in lines.enumerated() where line.contains(#/^\s*[a-z @()]*\b(func|init)\b.*\{$/#) {
                let indent = line.prefix { $0 == " " }
                let length = lines[start...].prefix { $0 != indent + "}" }.count + 1
                #expect(length <= 70, "\(file.place(start)): \(length) lines")
            }
        }
    }

    @Test("files are one thing")
    func filesAreSmall() throws {
        for file in SourceFile.all {
            let lines = try file.lines().count
            #expect(lines <= 300, "\(file.path): \(lines) lines")
        }
    }

    @Test("shortcuts are not taken")
    func shortcutsAreNotTaken() throws {
        let banned = try ["TO" + "DO", "FIX" + "ME", "XX" + "X\\b", #"\btry!"#, #"fatalError\("#].map { try Regex($0) }
        for file in SourceFile.all {
            for (number, line) in try file.lines().enumerated() {
                for pattern in banned where line.contains(pattern) && !file.path.hasPrefix("Tests/TidyTests") {
                    Issue.record("\(file.place(number)): \(line)")
                }
            }
        }
    }

    @Test("what the compiler cannot check says why it is safe")
    func uncheckedSaysWhy() throws {
        for file in SourceFile.all where !file.path.hasPrefix("Tests/TidyTests") {
            let lines = try file.lines()
            for (number, line) in lines.enumerated()
            where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
                let near = lines[max(0, number - 6)...min(number + 1, lines.count - 1)]
                #expect(near.contains { $0.contains("// Safe because") }, "\(file.place(number)): \(line)")
            }
        }
    }

    @Test("no code is commented out")
    func noCodeInComments() throws {
        let code = try Regex(#"^\s*//\s*(let|var|func|if|for|return|guard|import|try|await|\})\b.*[{}=;)]\s*$"#)
        for file in SourceFile.all {
            for (number, line) in try file.lines().enumerated() where line.contains(code) {
                Issue.record("\(file.place(number)): \(line)")
            }
        }
    }

    @Test("spelling is American")
    func spellingIsAmerican() throws {
        let british = try Regex(
            #"(?i)(utilis|optimis|serialis|initialis|normalis|quantis|prioritis|behaviour|colour|catalogue|cancell(?!ation)|honour|favour|centre\b|licence)"#
        )
        for file in SourceFile.all where !file.path.hasPrefix("Tests/TidyTests") {
            for (number, line) in try file.lines().enumerated() where line.contains(british) {
                // Swift's own `CancellationError` and `isCancelled` are spelled as they are.
                if line.contains("isCancelled") || line.contains("NGHTTP2") { continue }
                Issue.record("\(file.place(number)): \(line)")
            }
        }
    }
}
