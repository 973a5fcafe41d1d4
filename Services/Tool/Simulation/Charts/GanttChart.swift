import Domain

/// What every worker ran when: one row a worker, one box a stage of a batch, jobs without an answer in time below.
package struct GanttChart {
    private static let boxLimit = 20_000
    private static let rowHeight = 34.0
    private static let left = 110.0
    private static let right = 24.0
    private static let top = 72.0

    private let result: SimulationResult
    private let scenario: Scenario
    private let begin: Int64
    private let end: Int64

    /// - Parameters:
    ///   - result: Of a run that has kept its stages.
    ///   - scenario: Of the same run.
    ///   - window: The part that is drawn, in nanoseconds; `nil`: all, but at most the first 20,000 boxes.
    package init(_ result: SimulationResult, of scenario: Scenario, window: ClosedRange<Int64>? = nil) {
        self.result = result
        self.scenario = scenario
        begin = window?.lowerBound ?? 0
        let limit = result.stages.count > Self.boxLimit ? result.stages[Self.boxLimit].began : result.end
        end = max(begin + 1, window?.upperBound ?? limit)
    }

    package var svg: String {
        let rows = Double(scenario.workers.count)
        let plotEnd = Self.top + rows * Self.rowHeight + 26
        var sheet = SVG(width: 1_200, height: plotEnd + 52)
        let axis = Axis(
            Double(begin) / 1e6,
            Double(end) / 1e6,
            from: Self.left,
            to: sheet.width - Self.right,
            marks: 12,
            isRounded: false
        )
        sheet.label("\(scenario.name): policy \(scenario.policy)", 16, 24, size: 16, isBold: true)
        drawLegend(&sheet)
        for mark in axis.marks {
            sheet.line(axis.place(mark), Self.top, axis.place(mark), plotEnd, color: Palette.grid)
            sheet.label(axis.text(mark), axis.place(mark), plotEnd + 16, anchor: .middle)
        }
        sheet.label("time, ms", (Self.left + sheet.width) / 2, plotEnd + 38, anchor: .middle)
        for (place, worker) in scenario.workers.enumerated() {
            let y = Self.top + (Double(place) + 0.5) * Self.rowHeight + 4
            sheet.label(worker.id.rawValue, Self.left - 8, y, anchor: .end)
        }
        drawBoxes(&sheet, axis)
        drawMisses(&sheet, axis, y: plotEnd - 12)
        return sheet.text
    }

    private func drawLegend(_ sheet: inout SVG) {
        var x = 16.0
        let names = scenario.models.map { "\($0.served.id)" }
        for (model, name) in names.enumerated() {
            for stage in scenario.models[model].served.exits.indices {
                sheet.rectangle(x, 40, 12, 12, color: color(model, stage))
                sheet.label("\(name) stage \(stage)", x + 16, 50, size: 11)
                x += 34 + Double(name.count + 8) * 6
            }
        }
        sheet.circle(x + 6, 46, radius: 3, color: "#C00000")
        sheet.label("no answer in time", x + 14, 50, size: 11)
    }

    private func drawBoxes(_ sheet: inout SVG, _ axis: Axis) {
        for run in result.stages where run.ended >= begin && run.began <= end {
            let from = axis.place(Double(max(run.began, begin)) / 1e6)
            let to = axis.place(Double(min(run.ended, end)) / 1e6)
            let y = Self.top + Double(run.worker) * Self.rowHeight + 4
            let name = scenario.models[run.model].served.id
            sheet.rectangle(
                from,
                y,
                max(0.3, to - from),
                Self.rowHeight - 8,
                color: run.isStopped ? "#DDDDDD" : color(run.model, run.stage),
                outline: "#FFFFFF",
                tip: "\(name) stage \(run.stage), \(run.jobs.count) jobs, \(Double(run.ended - run.began) / 1e6) ms"
            )
            if to - from > 14 {
                let middle = (from + to) / 2
                sheet.label("\(run.jobs.count)", middle, y + 17, anchor: .middle, color: "#FFFFFF", size: 11)
            }
        }
    }

    private func drawMisses(_ sheet: inout SVG, _ axis: Axis, y: Double) {
        sheet.label("misses", Self.left - 8, y + 4, anchor: .end)
        for job in result.jobs where !job.isInDeadline && job.deadline >= begin && job.deadline <= end {
            sheet.circle(axis.place(Double(job.deadline) / 1e6), y, radius: 2, color: "#C00000")
        }
    }

    private func color(_ model: Int, _ stage: Int) -> String { Palette.color(model * 4 + stage) }
}
