import SchedulerPolicy
import Testing

@Suite("The catalog of policies and their options")
struct OptionTests {
    @Test("lists every paper's policy and every baseline, ours first")
    func names() {
        let papers = "rubato deeprt rtdeepiot fluid"
        let baselines =
            "edf lcf rr sedf aimd batch batch-delay adaptive serial lazybatching symphony clockwork edgeserving"
        #expect(LanePolicyCatalog.names.joined(separator: " ") == papers + " " + baselines)
        #expect(LanePolicyCatalog.entry("nonsense")?.name == nil)
    }

    @Test("says of which papers the jobs leave at early exits")
    func early() {
        #expect(LanePolicyCatalog.entries.filter(\.leavesEarly).map(\.name) == ["rubato", "rtdeepiot", "fluid"])
    }

    @Test("takes what is said within the ranges, and the last of what is said twice")
    func reading() throws {
        let tunables = try #require(LanePolicyCatalog.entry("batch-delay")).tunables
        let options = try PolicyOptions(["batch=3", "delay=2.5", "batch=4"], for: tunables)
        #expect(options.whole(tunables[0]) == 4)
        #expect(options.nanoseconds(tunables[1]) == 2_500_000)
        #expect(PolicyOptions().whole(tunables[0]) == 32)
        #expect(PolicyOptions().said(tunables[0]) == nil)
        #expect(PolicyOptions().setting(tunables[0], to: 4).setting(tunables[1], to: 2.5) == options)
    }

    @Test(
        "says of what is wrong what would be right",
        arguments: [
            ("nonsense=1", "this policy has no option 'nonsense'; there are batch, delay"),
            ("batch", "'batch' is not of the form name=value"),
            ("batch=0", "'0' is not a value of batch: 1...256, whole"),
            ("batch=2.5", "'2.5' is not a value of batch: 1...256, whole"),
            ("delay=nan", "'nan' is not a value of delay: 0.0...10000.0"),
            ("delay=", "'' is not a value of delay: 0.0...10000.0"),
        ]
    )
    func wrong(text: String, message: String) throws {
        let tunables = try #require(LanePolicyCatalog.entry("batch-delay")).tunables
        let error = #expect(throws: PolicyOptionError.self) { try PolicyOptions([text], for: tunables) }
        #expect(error?.description == message)
    }

    @Test("a choice is named, and a policy without options says so")
    func choices() throws {
        let tunables = try #require(LanePolicyCatalog.entry("rtdeepiot")).tunables
        #expect(try PolicyOptions(["predictor=lin"], for: tunables).whole(tunables[0]) == 1)
        let unknown = #expect(throws: PolicyOptionError.self) { try PolicyOptions(["predictor=best"], for: tunables) }
        #expect(unknown?.description == "'best' is not a value of predictor: exp|lin|max|oracle")
        let none = #expect(throws: PolicyOptionError.self) { try PolicyOptions(["batch=1"], for: []) }
        #expect(none?.description == "this policy has no options, so 'batch' is none")
    }

    @Test("names every tunable once, with a summary", arguments: LanePolicyCatalog.entries.map(\.name))
    func tunables(name: String) throws {
        let tunables = try #require(LanePolicyCatalog.entry(name)).tunables
        #expect(Set(tunables.map(\.name)).count == tunables.count)
        #expect(tunables.allSatisfy { !$0.summary.isEmpty })
    }
}
