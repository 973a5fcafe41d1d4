/// What a process wants booked and set aside of one account, in smallest units.
package struct CoverWish: Hashable, Sendable {
    package let account: AccountID
    /// Of what was set aside for it: known to be used since its last wish.
    package let used: Int64
    /// Used beyond its debits since then.
    package let unbacked: Int64
    /// Debits that were not made since then.
    package let refusals: Int64
    /// What is to be set aside for it from now on, if there is as much; less than before only by what was used.
    package let wanted: Int64

    package init(_ account: AccountID, used: Int64, unbacked: Int64 = 0, refusals: Int64 = 0, wanted: Int64) {
        self.account = account
        self.used = used
        self.unbacked = unbacked
        self.refusals = refusals
        self.wanted = wanted
    }
}
