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
        ways.note(outcome, of: .seconds(1), after: .milliseconds(10), late: .microseconds(700))
        #expect(ways.there.map(\.value) == [700 + 300 + 1_000])
        #expect(ways.there.map(\.at) == [.seconds(1)])
        #expect(ways.back.map(\.value) == [1_000])
        #expect(ways.back.map(\.at) == [.milliseconds(1_010)])
        ways.note(.lost, of: .zero, after: .milliseconds(10), late: .zero)
        ways.note(.answered(LoadAnswer()), of: .zero, after: .milliseconds(10), late: .zero)
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

    @Test("a moment in which nothing was measured is as the whole run")
    func moments() {
        let values: [(at: Duration, value: Double)] = [
            (.milliseconds(10), 5), (.milliseconds(40), 7), (.milliseconds(210), 9),
        ]
        let moments = MeasuredQuantiles.of(values, moment: .milliseconds(100))
        #expect(moments.map(\.first) == [5, 5, 9])
        #expect(moments.map(\.last) == [7, 9, 9])
        #expect(MeasuredQuantiles.of([], moment: .milliseconds(100)).isEmpty)
    }

    @Test("a worker's own words are split by moments")
    func testimony() {
        func page(_ quick: Int, _ slow: Int) -> MetricsPage {
            MetricsPage(
                """
                rubato_worker_stage_bound_share_bucket{le="1"} \(quick)
                rubato_worker_stage_bound_share_bucket{le="3"} \(quick + slow)
                rubato_worker_stage_bound_share_bucket{le="+Inf"} \(quick + slow)
                """
            )
        }
        let testimony = WorkerTestimony(profile: "", pages: [page(4, 1), page(14, 1), page(14, 1), page(14, 11)])
        #expect(testimony.shares.map(\.first) == [0, 0, 1])
        #expect(testimony.shares[0][10] == 0.5)
        #expect(testimony.shares[1][10] == 1)
        #expect(testimony.shares[2][10] == 2)
        #expect(testimony.report.joined().isEmpty)
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
