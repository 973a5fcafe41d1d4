/// Colors that people with any color vision tell apart (Okabe and Ito 2008).
enum Palette {
    static let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8A8A00", "#7A3E9D"]
    static let gray = "#999999"
    static let grid = "#E4E4E4"
    /// Of what explains, and of bounds.
    static let muted = "#555555"
    static let ink = "#222222"

    static func color(_ index: Int) -> String { colors[index % colors.count] }
}
