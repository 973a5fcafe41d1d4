package import Domain
package import NPUFiles

/// What a worker is told to run on.
package enum DeviceChoice: Sendable {
    case cpu
    case npu(DeviceFile)

    /// Reads `cpu` or `npu:FILE`, and the file.
    ///
    /// - Throws: ``FileError`` with the key and the reason, or ``LoadFailure/unknownDevice(_:)``.
    package init(_ text: String) throws {
        if text == "cpu" {
            self = .cpu
        } else if text.hasPrefix("npu:"), text.count > 4 {
            self = .npu(try DeviceFile(path: String(text.dropFirst(4))))
        } else {
            throw LoadFailure.unknownDevice(text)
        }
    }

    package var kind: Member.Kind {
        switch self {
        case .cpu: .cpu
        case .npu: .npu
        }
    }

    /// The accelerator, if it is one.
    package var npu: DeviceFile? {
        switch self {
        case .cpu: nil
        case .npu(let file): file
        }
    }
}
