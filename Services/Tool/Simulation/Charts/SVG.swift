/// Writes SVG: figures without a library, small and readable in any browser.
struct SVG {
    enum Anchor: String {
        case start, middle, end
    }

    private(set) var body = ""
    let width: Double
    let height: Double

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// A sheet with its heading.
    init(width: Double, height: Double, title: String, subtitle: String) {
        self.init(width: width, height: height)
        label(title, 16, 26, size: 17, isBold: true)
        label(subtitle, 16, 46, color: Palette.muted)
    }

    var text: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.short(width)) \(Self.short(height))" \
        width="\(Self.short(width))" height="\(Self.short(height))" \
        font-family="Helvetica, Arial, sans-serif" font-size="12">
        <rect width="100%" height="100%" fill="#ffffff"/>
        \(body)</svg>

        """
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String, width: Double = 1) {
        body +=
            "<line x1=\"\(Self.short(x1))\" y1=\"\(Self.short(y1))\" x2=\"\(Self.short(x2))\" y2=\"\(Self.short(y2))\""
        body += " stroke=\"\(color)\" stroke-width=\"\(Self.short(width))\"/>\n"
    }

    mutating func polyline(_ points: [(x: Double, y: Double)], color: String, width: Double, dash: String? = nil) {
        let list = points.map { "\(Self.short($0.x)),\(Self.short($0.y))" }.joined(separator: " ")
        let dashes = dash.map { " stroke-dasharray=\"\($0)\"" } ?? ""
        body += "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"\(Self.short(width))\""
        body += "\(dashes) stroke-linejoin=\"round\"/>\n"
    }

    mutating func circle(_ x: Double, _ y: Double, radius: Double, color: String) {
        body +=
            "<circle cx=\"\(Self.short(x))\" cy=\"\(Self.short(y))\" r=\"\(Self.short(radius))\" fill=\"\(color)\"/>\n"
    }

    /// A tip is what a browser shows under the pointer.
    mutating func rectangle(
        _ x: Double,
        _ y: Double,
        _ width: Double,
        _ height: Double,
        color: String,
        outline: String? = nil,
        tip: String? = nil
    ) {
        body += "<rect x=\"\(Self.short(x))\" y=\"\(Self.short(y))\" width=\"\(Self.short(width))\""
        body += " height=\"\(Self.short(height))\" fill=\"\(color)\""
        if let outline { body += " stroke=\"\(outline)\" stroke-width=\"0.5\"" }
        body += tip.map { "><title>\(Self.escaped($0))</title></rect>\n" } ?? "/>\n"
    }

    mutating func label(
        _ text: String,
        _ x: Double,
        _ y: Double,
        anchor: Anchor = .start,
        color: String = "#222222",
        size: Double = 12,
        isBold: Bool = false,
        isUpright: Bool = false
    ) {
        let turn = isUpright ? " transform=\"rotate(-90 \(Self.short(x)) \(Self.short(y)))\"" : ""
        body +=
            "<text x=\"\(Self.short(x))\" y=\"\(Self.short(y))\" text-anchor=\"\(anchor.rawValue)\" fill=\"\(color)\""
        body += " font-size=\"\(Self.short(size))\"\(isBold ? " font-weight=\"bold\"" : "")\(turn)>"
        body += "\(Self.escaped(text))</text>\n"
    }

    /// At most two digits after the point.
    static func short(_ number: Double) -> String {
        let rounded = (number * 100).rounded() / 100
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.append(character)
            }
        }
        return result
    }
}
