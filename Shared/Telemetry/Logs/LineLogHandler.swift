package import Logging

/// Writes every log event as one line, with its metadata sorted by key.
///
/// Messages are constant text, so that lines can be counted by message; what varies stands in the metadata.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let service: String
    private let format: LogFormat
    private let now: @Sendable () -> WallTime
    private let write: @Sendable (String) -> Void

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - label: What logs: the service, or a part of it.
    ///   - service: The process's name, the same on every line.
    ///   - format: How lines look.
    ///   - level: The least level that is written.
    ///   - now: The time of day.
    ///   - write: Gets each line, with its line feed.
    package init(
        label: String,
        service: String,
        format: LogFormat,
        level: Logger.Level,
        now: @escaping @Sendable () -> WallTime,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.label = label
        self.service = service
        self.format = format
        self.now = now
        self.write = write
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let added = event.metadata { fields.merge(added) { $1 } }
        if let error = event.error { fields["error"] = "\(error)" }
        let line = LogLine(
            time: now().description,
            level: event.level,
            service: service,
            label: label,
            message: event.message.description,
            fields: fields.sorted { $0.key < $1.key }
        )
        switch format {
        case .text: write(line.text)
        case .json: write(line.json)
        }
    }
}
