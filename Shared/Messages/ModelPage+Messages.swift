package import Domain

extension Rubato_V1_ModelPage {
    package init(_ page: ModelPage) {
        self.init()
        model = Rubato_V1_ModelKey(page.model)
        bytes = UInt64(clamping: page.byteCount)
        state = page.state.rawValue
        pieceUs = page.pieces.map(\.wireMicroseconds)
    }

    /// The page, or `nil` if it is in no state that is known or nothing is said of its loading.
    package var domain: ModelPage? {
        guard let state = ModelPage.State(rawValue: state), !pieceUs.isEmpty else { return nil }
        return ModelPage(
            model: model.domain,
            byteCount: Int(clamping: bytes),
            pieces: pieceUs.map { Duration(wireMicroseconds: $0) },
            state: state
        )
    }
}

extension Rubato_V1_PageOrder {
    package init(_ order: PageOrder) {
        self.init()
        number = order.number
        load = Rubato_V1_ModelKey(order.load)
        evict = order.evict.map(Rubato_V1_ModelKey.init)
    }

    package var domain: PageOrder { PageOrder(number: number, load: load.domain, evict: evict.map(\.domain)) }
}
