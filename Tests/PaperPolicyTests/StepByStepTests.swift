import Testing

@Suite("The baselines that run stage by stage: EDF, LCF and RR")
struct StepByStepTests {
    @Test("EDF runs all stages of the job whose deadline is nearest, and asks again at every stage end")
    func edf() throws {
        var world = try PaperWorld("edf")
        world.add(1, due: 100)
        world.add(2, at: 0.5, due: 50)
        world.add(3, at: 2, due: 60)
        let story = try world.play()
        let second = ["1.0: 0-0 [2]", "2.0: 1-1 [2]", "4.0: 2-2 [2]", "7.0: 3-3 [2]"]
        #expect(Array(story.runs.prefix(6)) == ["0.0: 0-0 [1]"] + second + ["11.0: 0-0 [3]"])
        #expect(story.runs.last == "26.0: 3-3 [1]")
        #expect(story.exits == [1: 3, 2: 3, 3: 3])
    }

    @Test("EDF with batches lets jobs of one model before the same stage share it")
    func batchedEDF() throws {
        var world = try PaperWorld("edf", options: ["batch=2"], models: [PaperWorld.flat])
        for id in 1...3 as ClosedRange<UInt64> { world.add(id, due: 100 - Double(id), of: PaperWorld.flat) }
        let story = try world.play()
        #expect(story.runs == ["0.0: 0-0 [1]", "4.0: 0-0 [3, 2]", "8.0: 1-1 [3, 2]", "12.0: 1-1 [1]"])
    }

    @Test("LCF runs the job that is least sure, newcomers first")
    func lcf() throws {
        var world = try PaperWorld("lcf")
        world.add(1, due: 100, reads: [0.8, 0.85, 0.86, 0.87])
        world.add(2, at: 0.1, due: 100, reads: [0.3, 0.82, 0.84, 0.88])
        let story = try world.play()
        #expect(
            story.runs == [
                "0.0: 0-0 [1]", "1.0: 0-0 [2]", "2.0: 1-1 [2]", "4.0: 1-1 [1]", "6.0: 2-2 [2]", "9.0: 3-3 [2]",
                "13.0: 2-2 [1]", "16.0: 3-3 [1]",
            ]
        )
    }

    @Test("LCF takes equally unsure jobs in the order of arrival")
    func lcfTies() throws {
        var world = try PaperWorld("lcf")
        for (id, at) in [(9, 0.0), (7, 0.1), (5, 0.2)] { world.add(UInt64(id), at: at, due: 100) }
        #expect(try world.play().runs.prefix(3) == ["0.0: 0-0 [9]", "1.0: 0-0 [7]", "2.0: 0-0 [5]"])
    }

    @Test("RR gives every job one stage in turn")
    func rr() throws {
        var world = try PaperWorld("rr")
        world.add(1, due: 100)
        world.add(2, at: 0.5, due: 50)
        world.add(3, at: 2.5, due: 40)
        let story = try world.play(through: 12)
        #expect(
            story.runs == [
                "0.0: 0-0 [1]", "1.0: 0-0 [2]", "2.0: 1-1 [1]", "4.0: 1-1 [2]", "6.0: 0-0 [3]", "7.0: 2-2 [1]",
                "10.0: 2-2 [2]",
            ]
        )
    }

    @Test("all of them answer at the deadline with the exit that is done", arguments: ["edf", "lcf", "rr"])
    func deadline(name: String) throws {
        var world = try PaperWorld(name)
        world.add(1, due: 4)
        #expect(try world.play().exits == [1: 1])
    }
}
