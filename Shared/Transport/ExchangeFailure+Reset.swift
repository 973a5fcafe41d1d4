extension ExchangeFailure {
    /// What a RST_STREAM with this code means to the side that gets it.
    package init(resetCode: UInt32) {
        self = resetCode == ErrorCode.refusedStream ? .refused : .canceled(code: resetCode)
    }
}
