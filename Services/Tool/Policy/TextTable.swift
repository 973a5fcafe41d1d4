/// Lines up cells in columns for a terminal, or as a Markdown table.
package struct TextTable: Sendable {
    package enum Alignment: Sendable { case left, right }

    private let header: [String]
    private let alignments: [Alignment]
    private var rows: [[String]] = []

    /// - Parameters:
    ///   - header: One title per column.
    ///   - alignments: One per column; columns beyond the last one are aligned to the right.
    package init(header: [String], alignments: [Alignment] = [.left]) {
        self.header = header
        self.alignments = header.indices.map { $0 < alignments.count ? alignments[$0] : .right }
    }

    /// Adds a row; missing cells are empty.
    ///
    /// - Parameter cells: At most one per column.
    package mutating func append(_ cells: [String]) {
        precondition(cells.count <= header.count, "a row has no more cells than the table has columns")
        rows.append(cells + Array(repeating: "", count: header.count - cells.count))
    }

    /// Columns two spaces apart, a rule under the header, no space at line ends.
    package var plain: String {
        let lines = [header, widths.map { String(repeating: "-", count: $0) }] + rows
        return lines.map { aligned($0).joined(separator: "  ").trimmedAtEnd }.joined(separator: "\n")
    }

    /// The same as a Markdown table.
    package var markdown: String {
        let rule = zip(widths, alignments).map { width, alignment in
            let dashes = String(repeating: "-", count: Swift.max(width, 3) - 1)
            return alignment == .right ? dashes + ":" : dashes + "-"
        }
        return ([aligned(header), rule] + rows.map(aligned))
            .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    private var widths: [Int] {
        header.indices.map { column in
            Swift.max(3, ([header] + rows).map { $0[column].count }.max() ?? 0)
        }
    }

    private func aligned(_ cells: [String]) -> [String] {
        zip(zip(cells, widths), alignments).map { pair, alignment in
            let padding = String(repeating: " ", count: pair.1 - pair.0.count)
            return alignment == .left ? pair.0 + padding : padding + pair.0
        }
    }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        String(reversed().drop { $0 == " " }.reversed())
    }
}
