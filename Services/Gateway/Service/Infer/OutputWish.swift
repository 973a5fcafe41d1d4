/// One wanted output and its form.
struct OutputWish: Hashable {
    var name: OutputName
    /// As bytes after the JSON instead of numbers inside it; `nil` leaves it to the request's `binary_data_output`.
    var isBinary: Bool?
    /// The terms of its task, as far as this output states them.
    var terms = TaskWish()
}
