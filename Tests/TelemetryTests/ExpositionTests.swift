import Telemetry
import Testing

@Suite("The metrics page")
struct ExpositionTests {
    private let registry = MetricsRegistry()

    @Test("writes a counter with help and type, even before it was counted")
    func counter() {
        let counter = registry.counter("rubato_jobs_total", "Jobs taken.").with()
        #expect(
            registry.exposition() == """
                # HELP rubato_jobs_total Jobs taken.
                # TYPE rubato_jobs_total counter
                rubato_jobs_total 0

                """
        )
        counter.increment()
        counter.increment(by: 41)
        counter.add(0.5)
        counter.add(-3)
        #expect(registry.exposition().hasSuffix("rubato_jobs_total 42.5\n"))
    }

    @Test("writes a histogram cumulated, with its sum and count")
    func histogram() {
        let family = registry.histogram("rubato_wait_seconds", "Waits.", bounds: [0.001, 0.01], labels: ["model"])
        let cell = family.with("fashion")
        cell.observe(Duration.microseconds(500))
        cell.observe(Duration.milliseconds(1))
        cell.observe(0.005)
        cell.observe(2.0)
        #expect(
            registry.exposition() == """
                # HELP rubato_wait_seconds Waits.
                # TYPE rubato_wait_seconds histogram
                rubato_wait_seconds_bucket{model="fashion",le="0.001"} 2
                rubato_wait_seconds_bucket{model="fashion",le="0.01"} 3
                rubato_wait_seconds_bucket{model="fashion",le="+Inf"} 4
                rubato_wait_seconds_sum{model="fashion"} 2.0065
                rubato_wait_seconds_count{model="fashion"} 4

                """
        )
    }

    @Test("escapes what clients may put into labels")
    func escapes() {
        registry.gauge("rubato_open", "Open\nthings.", labels: ["name"]).with("a\"b\\c\nd").set(1)
        let text = registry.exposition()
        #expect(text.contains(#"# HELP rubato_open Open\nthings."#))
        #expect(text.contains(#"rubato_open{name="a\"b\\c\nd"} 1"#))
    }

    @Test("folds label values beyond the bound into one series and counts that")
    func boundsLabels() {
        let family = registry.counter("rubato_asks_total", "Asks.", labels: ["tenant"], bound: 2)
        for tenant in ["a", "b", "c", "d", "a"] { family.with(tenant).increment() }
        let text = registry.exposition()
        #expect(text.contains("rubato_asks_total{tenant=\"a\"} 2"))
        #expect(text.contains("rubato_asks_total{tenant=\"other\"} 2"))
        #expect(!text.contains("\"c\""))
        #expect(text.contains("rubato_metric_label_overflow_total{metric=\"rubato_asks_total\"} 2"))
    }

    @Test("gives the same series to everybody who asks for it")
    func sharesSeries() {
        registry.gauge("rubato_open", "Open.").with().add(2)
        registry.gauge("rubato_open", "Open.").with().add(-0.5)
        #expect(registry.exposition().contains("rubato_open 1.5\n"))
    }

    @Test("forgets a series whose subject is gone")
    func removes() {
        let family = registry.gauge("rubato_open", "Open.", labels: ["worker"])
        family.with("a").set(1)
        family.with("b").set(1)
        family.remove("a")
        #expect(registry.exposition().contains("\"b\""))
        #expect(!registry.exposition().contains("\"a\""))
    }

    @Test("runs the hooks before each scrape")
    func hooks() {
        let cell = registry.counter("rubato_scrapes_total", "Scrapes.").with()
        registry.beforeScrape { cell.increment() }
        _ = registry.exposition()
        #expect(registry.exposition().contains("rubato_scrapes_total 2\n"))
    }
}
