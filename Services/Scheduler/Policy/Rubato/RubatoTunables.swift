/// What of Rubato's mechanisms may be switched off, so that experiments can say what each is worth.
enum RubatoTunables {
    static let slack = Tunable(
        "slack",
        "ask the slack account before optional stages, early starts and merges",
        in: .choice(["off", "on"]),
        usual: 1
    )
    static let plan = Tunable(
        "plan",
        "plan optional stages by the dynamic program when more waits than time allows",
        in: .choice(["off", "on"]),
        usual: 1
    )
    static let price = Tunable(
        "price",
        "answer early what gains less than the lane's time is worth",
        in: .choice(["off", "on"]),
        usual: 1
    )
    static let earlyStart = Tunable(
        "early-start",
        "start part-filled windows on an idle lane",
        in: .choice(["off", "on"]),
        usual: 1
    )
    static let merge = Tunable(
        "merge",
        "join jobs that have come to the same stage by different batches",
        in: .choice(["off", "on"]),
        usual: 1
    )
    static let stop = Tunable(
        "stop",
        "stop optional stages that a promise cannot wait for",
        in: .choice(["off", "on"]),
        usual: 1
    )
    static let defers = Tunable(
        "defer",
        "let promises wait for company while chosen optional stages run",
        in: .choice(["off", "on"]),
        usual: 1
    )
    static let hold = Tunable(
        "hold",
        "where who ends a stage should go on before those who wait grant him the next one too, else nothing ahead of his end",
        in: .choice(["off", "on"]),
        usual: 1
    )
    static let share = Tunable(
        "share",
        "the share of its time up to which a lane may be asked for work before time has a price",
        in: .number(0.5...1),
        usual: 0.93
    )
    static let backlog = Tunable(
        "backlog",
        "the share of its budget for which optional work may wait before time has a price",
        in: .number(0...1),
        usual: 0.25
    )
    static let grace = Tunable(
        "grace",
        "how long an answered job waits at most for time that nobody else wants, ms",
        in: .number(0...10_000),
        usual: 3
    )
    static let patience = Tunable(
        "patience",
        "the share of its budget after which an answered job no longer waits for time that nobody else wants",
        in: .number(0...1),
        usual: 0.5
    )

    static let all = [slack, plan, price, earlyStart, merge, stop, defers, hold, share, backlog, grace, patience]
}
