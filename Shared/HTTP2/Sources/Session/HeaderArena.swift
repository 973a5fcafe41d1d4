import CNGHTTP2
import Transport

/// Lays header fields out for libnghttp2, which copies them when they are submitted.
enum HeaderArena {
    static func with<Result>(
        _ pseudo: [(StaticString, String)],
        _ fields: HeaderList,
        _ body: (UnsafePointer<nghttp2_nv>?, Int) -> Result
    ) -> Result {
        let count = pseudo.count + fields.fields.count
        var byteCount = 0
        for (name, value) in pseudo { byteCount += name.utf8CodeUnitCount + value.utf8.count }
        for field in fields.fields { byteCount += field.name.utf8.count + field.value.utf8.count }
        return withUnsafeTemporaryAllocation(byteCount: max(byteCount, 1), alignment: 1) { bytes in
            withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: max(count, 1)) { entries in
                var cursor = Cursor(bytes: bytes)
                for (index, (name, value)) in pseudo.enumerated() {
                    let start = UnsafeMutablePointer(mutating: name.utf8Start)
                    let entry = cursor.entry(name: (start, name.utf8CodeUnitCount), value: cursor.put(value))
                    entries.initializeElement(at: index, to: entry)
                }
                for (index, field) in fields.fields.enumerated() {
                    var entry = cursor.entry(name: cursor.put(field.name), value: cursor.put(field.value))
                    if field.isVolatile { entry.flags = NGHTTP2.notIndexed }
                    entries.initializeElement(at: pseudo.count + index, to: entry)
                }
                return body(UnsafePointer(entries.baseAddress), count)
            }
        }
    }

    private struct Cursor {
        typealias Text = (start: UnsafeMutablePointer<UInt8>?, count: Int)

        let bytes: UnsafeMutableRawBufferPointer
        var used = 0

        mutating func put(_ text: String) -> Text {
            let count = text.utf8.count
            let place = UnsafeMutableRawBufferPointer(rebasing: bytes[used..<used + count])
            place.copyBytes(from: text.utf8)
            used += count
            return (place.baseAddress?.assumingMemoryBound(to: UInt8.self), count)
        }

        func entry(name: Text, value: Text) -> nghttp2_nv {
            nghttp2_nv(
                name: name.start,
                value: value.start,
                namelen: name.count,
                valuelen: value.count,
                flags: NGHTTP2.noFlags
            )
        }
    }
}
