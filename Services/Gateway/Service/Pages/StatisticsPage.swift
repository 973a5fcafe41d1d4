import Domain

/// Shows a model's statistics with all the members that clients of that extension insist on.
enum StatisticsPage {
    static func write(_ statistics: ModelStatistics, of model: ModelID, to json: inout JSONWriter) {
        json.beginObject()
        json.key("name")
        json.string(model.name)
        json.key("version")
        json.string(model.version)
        json.key("last_inference")
        json.integer(0)
        json.key("inference_count")
        json.integer(statistics.inferences)
        json.key("execution_count")
        json.integer(statistics.executions)
        json.key("inference_stats")
        json.beginObject()
        write(statistics.successes, "success", to: &json)
        write(statistics.failures, "fail", to: &json)
        write(statistics.queue, "queue", to: &json)
        write(statistics.input, "compute_input", to: &json)
        write(statistics.compute, "compute_infer", to: &json)
        write(statistics.output, "compute_output", to: &json)
        write(ModelStatistics.Sum(), "cache_hit", to: &json)
        write(ModelStatistics.Sum(), "cache_miss", to: &json)
        json.endObject()
        json.key("batch_stats")
        json.beginArray()
        json.endArray()
        json.endObject()
    }

    private static func write(_ sum: ModelStatistics.Sum, _ name: StaticString, to json: inout JSONWriter) {
        json.key(name)
        json.beginObject()
        json.key("count")
        json.integer(sum.count)
        json.key("ns")
        json.integer(sum.nanoseconds)
        json.endObject()
    }
}
