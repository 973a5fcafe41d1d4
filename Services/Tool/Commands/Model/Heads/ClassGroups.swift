/// Classes of a further task, each a group of a model's classes.
struct ClassGroups {
    let names: [String]
    /// By class of the model.
    let groups: [Int]

    /// Reads "tops=0,2,4;bags=8": every class of the model, by number or by name, in one group.
    ///
    /// - Throws: ``ToolFailure`` that says what is wrong.
    init(_ text: String, classes: [String]) throws {
        var names: [String] = []
        var groups: [Int?] = classes.map { _ in nil }
        for part in text.split(separator: ";") {
            let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2, !names.contains(sides[0]) else {
                throw ToolFailure.badData("'\(part)' is no NAME=CLASS,CLASS… of a new name")
            }
            for member in sides[1].split(separator: ",").map(String.init) {
                guard let number = classes.firstIndex(of: member) ?? Int(member), classes.indices.contains(number)
                else {
                    throw ToolFailure.badData(
                        "'\(member)' is none of the model's classes (\(classes.joined(separator: ", ")))"
                    )
                }
                guard groups[number] == nil else { throw ToolFailure.badData("'\(member)' is in two groups") }
                groups[number] = names.count
            }
            names.append(sides[0])
        }
        if let missing = groups.firstIndex(of: nil) {
            throw ToolFailure.badData("'\(classes[missing])' is in no group")
        }
        guard names.count >= 2 else { throw ToolFailure.badData("a task has at least 2 classes") }
        self.names = names
        self.groups = groups.compactMap(\.self)
    }
}
