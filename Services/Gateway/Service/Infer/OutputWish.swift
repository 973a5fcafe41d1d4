/// One wanted output and its form.
struct OutputWish: Hashable {
    var name: OutputName
    /// As bytes after the JSON instead of numbers inside it; `nil` leaves it to the request's `binary_data_output`.
    var isBinary: Bool?
}
