package import Domain
package import Kernel

/// One worker's memory as the choice of pages sees it.
package struct PagedMemory: Sendable {
    package struct Page: Sendable {
        package let model: ModelID
        package let byteCount: Int
        package let loadTime: Duration
        /// The share of right answers at the last exit, 0…1; 1 where nobody has measured it.
        package let accuracy: Double
        package let isResident: Bool
        /// Something that was promised needs it.
        package let isNeeded: Bool
        /// Until when it stays in any case.
        package let staysUntil: Instant?

        package init(
            model: ModelID,
            byteCount: Int,
            loadTime: Duration,
            accuracy: Double,
            isResident: Bool,
            isNeeded: Bool = false,
            staysUntil: Instant? = nil
        ) {
            self.model = model
            self.byteCount = byteCount
            self.loadTime = loadTime
            self.accuracy = accuracy
            self.isResident = isResident
            self.isNeeded = isNeeded
            self.staysUntil = staysUntil
        }
    }

    package let byteLimit: Int
    /// In a defined order: of equal ones the first is preferred.
    package let pages: [Page]
    /// What other workers hold; it is not wanted a second time before everything is there once.
    package let elsewhere: Set<ModelID>

    package init(byteLimit: Int, pages: [Page], elsewhere: Set<ModelID> = []) {
        self.byteLimit = byteLimit
        self.pages = pages
        self.elsewhere = elsewhere
    }
}
