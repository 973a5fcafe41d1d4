/// Bodies as zlib 1.2.13 makes them, in base64.
enum CodedBodies {
    static let plain = #"{"inputs":[{"name":"image","shape":[1,1,2,2],"datatype":"FP32","data":[1,2,3,4]}]}"#

    /// ``plain``: with fixed codes, without compression, and as gzip.
    static let deflated =
        "eNqrVsrMKygtKVayiq5WykvMTVWyUsrMTUxPVdJRKs5ILADyow11DHWMdIxidZRSEksSSypBgkpuAcZGShARsBIjHWMdk9ja2FoAJ+MYfA=="
    static let stored =
        "eAEBUgCt/3siaW5wdXRzIjpbeyJuYW1lIjoiaW1hZ2UiLCJzaGFwZSI6WzEsMSwyLDJdLCJkYXRhdHlwZSI6IkZQMzIiLCJkYXRhIjpbMSwyLDMsNF19XX0n4xh8"
    static let zipped =
        "H4sIAAAAAAAAA6tWyswrKC0pVrKKrlbKS8xNVbJSysxNTE9V0lEqzkgsAPKjDXUMdYx0jGJ1lFISSxJLKkGCSm4BxkZKEBGwEiMdYx2T2NrYWgBdYCS5UgAAAA=="

    /// `0.25,` two thousand times, with codes of its own and copies that read what they have just written.
    static let repeated =
        "H4sIAAAAAAACA+3EQQkAAAgEsEIih2D/auYQtsfSsxVJkiRJkiRJkiRJkiRJkn537BISghAnAAA="
}
