import Domain
import Kernel

/// Describes a model as the protocol and its configuration extension want it.
enum ModelPage {
    static func writeMetadata(
        of model: ServedModel,
        versions: [String],
        variants: [ServedModel] = [],
        to json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("name")
        json.string(model.id.name)
        json.key("versions")
        json.beginArray()
        for version in versions { json.string(version) }
        json.endArray()
        json.key("platform")
        json.string("rubato_staged")
        json.key("inputs")
        json.beginArray()
        writeTensor(model.inputName, "datatype", "FP32", "shape", [-1] + model.inputShape, to: &json)
        json.endArray()
        json.key("outputs")
        json.beginArray()
        for output in OutputName.all(of: model) {
            let shape = [-1] + (output.field == .probabilities ? [output.classes(of: model).count] : [])
            writeTensor(output.text, "datatype", "\(output.datatype)", "shape", shape, to: &json)
        }
        json.endArray()
        writeParameters(of: model, variants, to: &json)
        json.endObject()
    }

    /// What tools that make their own load need.
    static func writeConfig(of model: ServedModel, largestBatch: Int, to json: inout JSONWriter) {
        json.beginObject()
        json.key("name")
        json.string(model.id.name)
        json.key("platform")
        json.string("rubato_staged")
        json.key("backend")
        json.string("rubato")
        json.key("max_batch_size")
        json.integer(largestBatch)
        json.key("input")
        json.beginArray()
        writeTensor(model.inputName, "data_type", "TYPE_FP32", "dims", model.inputShape, to: &json)
        json.endArray()
        json.key("output")
        json.beginArray()
        for output in OutputName.all(of: model) {
            let type = output.field == .label ? "TYPE_STRING" : "TYPE_\(output.datatype)"
            let dims = output.field == .probabilities ? [output.classes(of: model).count] : [1]
            writeTensor(output.text, "data_type", type, "dims", dims, to: &json)
        }
        json.endArray()
        json.key("dynamic_batching")
        json.beginObject()
        json.endObject()
        json.endObject()
    }

    static func writeIndexEntry(of model: ServedModel, to json: inout JSONWriter) {
        json.beginObject()
        json.key("name")
        json.string(model.id.name)
        json.key("version")
        json.string(model.id.version)
        json.key("state")
        json.string("READY")
        json.key("reason")
        json.string("")
        json.endObject()
    }

    /// Where a job may leave and what that is worth: the choice behind `min_exit`, `max_exit` and `variant`.
    private static func writeParameters(of model: ServedModel, _ variants: [ServedModel], to json: inout JSONWriter) {
        json.key("parameters")
        json.beginObject()
        json.key("default_deadline_ms")
        json.number(model.defaultDeadline.milliseconds)
        json.key("mandatory_exit")
        json.integer(model.mandatoryExit)
        json.key("default_threshold")
        json.number(model.defaultThreshold)
        writeExits(of: model, to: &json)
        writeClasses(model.classes, to: &json)
        if !model.tasks.isEmpty { writeTasks(of: model, to: &json) }
        if !variants.isEmpty { write(variants, to: &json) }
        json.endObject()
    }

    private static func write(_ variants: [ServedModel], to json: inout JSONWriter) {
        json.key("variants")
        json.beginArray()
        for variant in variants {
            json.beginObject()
            json.key("name")
            json.string(variant.id.variant ?? "")
            writeExits(of: variant, to: &json)
            json.endObject()
        }
        json.endArray()
    }

    private static func writeExits(of model: ServedModel, to json: inout JSONWriter) {
        json.key("exits")
        json.beginArray()
        for exit in model.exits {
            json.beginObject()
            json.key("name")
            json.string(exit.name)
            json.key("accuracy")
            json.number(exit.accuracy)
            json.key("mean_confidence")
            json.number(exit.meanConfidence)
            json.key("mflop")
            json.number(exit.mflop)
            json.endObject()
        }
        json.endArray()
    }

    private static func writeClasses(_ names: [String], to json: inout JSONWriter) {
        json.key("classes")
        json.beginArray()
        for name in names { json.string(name) }
        json.endArray()
    }

    /// What can be answered from the same pass, and how well at each exit.
    private static func writeTasks(of model: ServedModel, to json: inout JSONWriter) {
        json.key("tasks")
        json.beginArray()
        for task in model.tasks {
            json.beginObject()
            json.key("name")
            json.string(task.name)
            writeClasses(task.classes, to: &json)
            json.key("accuracy")
            json.beginArray()
            for accuracy in task.accuracy { json.number(accuracy) }
            json.endArray()
            json.endObject()
        }
        json.endArray()
    }

    private static func writeTensor(
        _ name: String,
        _ typeKey: StaticString,
        _ type: String,
        _ shapeKey: StaticString,
        _ shape: [Int],
        to json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("name")
        json.string(name)
        json.key(typeKey)
        json.string(type)
        json.key(shapeKey)
        json.beginArray()
        for size in shape { json.integer(size) }
        json.endArray()
        json.endObject()
    }
}
