import Foundation
import NIOCore

/// Rounds of the same load on each server in turn, and the table of their medians.
struct HTTP2Rounds {
    static let reply = ByteBuffer(repeating: 0x78, count: 200)

    private struct Result {
        var microseconds: [Double] = []
        var perSecond: [Double] = []
        var ratios: [Double] = []
    }

    private struct LoadFailed: Error { let output: String }

    let rounds: Int
    let requests: Int

    /// Ratios are to the first contestant.
    func run(_ contestants: [HTTP2Contestant], body: String) throws {
        var results = [Result](repeating: Result(), count: contestants.count)
        for contestant in contestants { _ = try load(contestant, body, requests: requests / 10) }
        for _ in 0..<rounds {
            var base = 0.0
            for (index, contestant) in contestants.enumerated() {
                let before = try contestant.processorNanoseconds()
                let perSecond = try load(contestant, body, requests: requests)
                let cost = Double(try contestant.processorNanoseconds() - before) / 1e3 / Double(requests)
                if index == 0 { base = cost }
                results[index].microseconds.append(cost)
                results[index].perSecond.append(perSecond)
                results[index].ratios.append(cost / base)
            }
        }
        show(contestants, results)
    }

    private func load(_ contestant: HTTP2Contestant, _ body: String, requests: Int) throws -> Double {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/h2load")
        let url = "http://127.0.0.1:\(contestant.port)/reply"
        process.arguments = ["-n", "\(requests)", "-c", "8", "-m", "16", "-t", "1", "-d", body, url]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        guard text.contains("\(requests) succeeded"), let end = text.range(of: " req/s") else {
            throw LoadFailed(output: "\(contestant.name): \(text)")
        }
        return Double(text[..<end.lowerBound].split(separator: " ").last ?? "") ?? 0
    }

    private func show(_ contestants: [HTTP2Contestant], _ results: [Result]) {
        print(
            "HTTP/2, 8 connections x 16 streams, 3,136 B in, 200 B out, \(rounds) rounds of \(requests) requests, medians"
        )
        print("| server | CPU us/request | ratio to \(contestants[0].name) | requests/s |")
        print("|---|---|---|---|")
        for (contestant, result) in zip(contestants, results) {
            let numbers = [median(result.microseconds), median(result.ratios), median(result.perSecond)]
            let cells = [
                String(format: "%.2f", numbers[0]), String(format: "%.2f", numbers[1]),
                String(format: "%.0f", numbers[2]),
            ]
            print("| \(contestant.name) | \(cells.joined(separator: " | ")) |")
        }
    }

    private func median(_ values: [Double]) -> Double {
        values.sorted()[values.count / 2]
    }
}
