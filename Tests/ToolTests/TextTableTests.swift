import Testing

@testable import ToolPolicy

@Suite("Table")
struct TextTableTests {
    private var table: TextTable {
        var table = TextTable(header: ["stage", "MFLOP"])
        table.append(["exit0", "1.5"])
        table.append(["a longer name"])
        return table
    }

    @Test("lines up text at the left and numbers at the right")
    func plain() {
        #expect(
            table.plain == """
                stage          MFLOP
                -------------  -----
                exit0            1.5
                a longer name
                """
        )
    }

    @Test("writes Markdown with alignment marks")
    func markdown() {
        #expect(
            table.markdown == """
                | stage         | MFLOP |
                | ------------- | ----: |
                | exit0         |   1.5 |
                | a longer name |       |
                """
        )
    }
}
