import ArgumentParser
import Foundation
import Kernel
import ToolPolicy

/// Where samples come from, as `--data` names it.
enum DataSource: Equatable, ExpressibleByArgument {
    /// Debian's package `dataset-fashion-mnist`.
    case fashionMNIST
    /// A folder with files of the names that the MNIST family uses.
    case folder(String)
    /// Bytes drawn from the seed; nobody knows what is right for them.
    case noise

    private static let debianFolder = "/usr/share/datasets/fashion-mnist"
    private static let noiseSamples = 256

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
        switch argument {
        case "fashion-mnist": self = .fashionMNIST
        case "noise": self = .noise
        case "": return nil
        default: self = .folder(parts.count == 2 && parts[0] == "fashion-hard" ? parts[1] : argument)
        }
    }

    /// Reads the test split, whose samples must have that many bytes; the seed decides the noise.
    func load(bytesPerSample size: Int, seed: UInt64) throws -> SampleSet {
        switch self {
        case .fashionMNIST:
            guard FileManager.default.fileExists(atPath: Self.debianFolder) else {
                throw ToolFailure.badData(
                    "\(Self.debianFolder) is missing: install Debian's package dataset-fashion-mnist, or name a folder"
                )
            }
            return try Self.read(folder: Self.debianFolder, name: "fashion-mnist", size: size)
        case .folder(let folder): return try Self.read(folder: folder, name: folder, size: size)
        case .noise:
            var generator = SeededGenerator(seed: seed)
            let samples = (0..<Self.noiseSamples).map { _ in
                ArraySlice((0..<size).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
            }
            return SampleSet(name: "noise", samples: samples, labels: nil)
        }
    }

    /// Reads a split of a folder: "t10k" is the test split.
    static func read(folder: String, name: String, size: Int, split: String = "t10k") throws -> SampleSet {
        let images = try file("images", of: split, in: folder)
        let labels = try file("labels", of: split, in: folder)
        guard let count = images.dimensions.first, count > 0, labels.dimensions == [count] else {
            throw ToolFailure.badData("\(folder): images and labels are not equally many")
        }
        let samples = (0..<count).map { images[$0] }
        guard samples[0].count == size else {
            throw ToolFailure.badData("\(folder): a sample has \(samples[0].count) values, the model takes \(size)")
        }
        return SampleSet(name: name, samples: samples, labels: labels.values)
    }

    /// The file of a split that holds images or labels, compressed or not.
    private static func file(_ kind: String, of split: String, in folder: String) throws -> IDXFile {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let prefixes = split == "t10k" ? [split, "test"] : [split]
        let found = names.sorted().first { name in prefixes.contains { name.hasPrefix("\($0)-\(kind)-idx") } }
        guard let found else { throw ToolFailure.badData("\(folder) has no file \(split)-\(kind)-idx…-ubyte[.gz]") }
        let path = "\(folder)/\(found)"
        do {
            return try IDXFile(found.hasSuffix(".gz") ? Files.uncompressed(path) : Files.bytes(of: path))
        } catch let failure as IDXFile.Failure {
            throw ToolFailure.badData("\(path): \(failure)")
        }
    }
}
