package import Domain

extension Rubato_V1_ModelKey {
    package init(_ id: ModelID) {
        self.init()
        name = id.name
        version = id.version
    }

    package var domain: ModelID { ModelID(name: name, version: version) }
}
