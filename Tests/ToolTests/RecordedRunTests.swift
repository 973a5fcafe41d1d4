import Testing

@testable import Tool
@testable import ToolPolicy

@Suite("What a recorded run has measured")
struct RecordedRunTests {
    private func answer(queue: UInt64, execution: UInt64, admission: UInt64) -> LoadOutcome {
        var answer = LoadAnswer()
        answer.legs = [
            ServerLeg(name: "admission", microseconds: admission), ServerLeg(name: "queue", microseconds: queue),
            ServerLeg(name: "execution", microseconds: execution), ServerLeg(name: "total", microseconds: 9_000),
        ]
        return .answered(answer)
    }

    @Test("what nobody accounts for is split between the ways there and back")
    func ways() {
        var ways = RecordedWays()
        let outcome = answer(queue: 5_000, execution: 2_000, admission: 300)
        ways.note(outcome, after: .milliseconds(10), late: .microseconds(700))
        #expect(ways.there == [700 + 300 + 1_000])
        #expect(ways.back == [1_000])
        ways.note(.lost, after: .milliseconds(10), late: .zero)
        ways.note(.answered(LoadAnswer()), after: .milliseconds(10), late: .zero)
        #expect(ways.there.count == 1)
    }

    @Test("quantiles of a histogram lie within its buckets, up to the limit")
    func histograms() {
        let buckets: [(bound: Double, count: Double)] = [(1, 0), (2, 50), (4, 100), (.infinity, 100)]
        let quantiles = MeasuredQuantiles.of(buckets, limit: 0.99)
        #expect(quantiles.count == 21)
        #expect(quantiles[5] == 1.5)
        #expect(quantiles[10] == 2)
        #expect(quantiles[15] == 3)
        #expect(abs(quantiles[20] - 3.96) < 1e-9)
        #expect(MeasuredQuantiles.of([(bound: 1.0, count: 0.0)]).isEmpty)
        #expect(MeasuredQuantiles.of([3, 1, 2])[10] == 2)
        #expect(MeasuredQuantiles.of((0...100).map(Double.init))[20] == 95)
    }

    @Test("a page of metrics says what has come since an earlier one")
    func pages() {
        let before = MetricsPage("a_bucket{way=\"x\",le=\"0.5\"} 1\na_bucket{way=\"x\",le=\"+Inf\"} 2\n")
        let after = MetricsPage(
            """
            # HELP a
            a_bucket{way="x",le="0.5"} 4
            a_bucket{way="x",le="+Inf"} 6
            a_bucket{way="y",le="0.5"} 9
            a_bucket{way="y",le="+Inf"} 9
            ab_bucket{le="0.5"} 1
            a_sum{way="x"} 3
            """
        )
        let buckets = after.buckets("a", label: "way=\"x\"", since: before)
        #expect(buckets.map(\.bound) == [0.5, .infinity])
        #expect(buckets.map(\.count) == [3, 4])
        #expect(after.buckets("a", since: before).map(\.count) == [12, 13])
    }
}
