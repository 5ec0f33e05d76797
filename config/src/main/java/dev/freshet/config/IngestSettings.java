package dev.freshet.config;

import java.util.List;
import java.util.Map;

/** The door: what is let into the log. */
public record IngestSettings(
    @Setting(
            value = "Largest record that is read; beyond it a record goes to the dead letters.",
            byDefault = "1MiB")
        DataSize maxRecordSize,
    @Setting(value = "Longest document text, in characters.", byDefault = "500000")
        int maxTextLength,
    @Setting(value = "Longest id, topic or series name, in characters.", byDefault = "256")
        int maxNameLength,
    @Setting(value = "Most answers of one probe.", byDefault = "64") int maxAnswers,
    @Setting(value = "Most values in one signal.", byDefault = "1024") int maxSignalValues,
    @Setting(
            value =
                "Document ids remembered per partition, to drop exact redeliveries (same id, same"
                    + " digest).",
            byDefault = "100000")
        int rememberedIds,
    @Setting(
            value =
                "Most records that a source may be ahead of the log; sources wait beyond it"
                    + " (backpressure).",
            byDefault = "1000")
        int maxInFlight,
    @Setting(
            value =
                "Topics of yours that hold documents as JSON of another shape. They are read beside"
                    + " `freshet.documents`.")
        List<String> sourceTopics,
    @Setting(
            value =
                "For `source-topics`: our field to the name of yours; dots reach into objects. Ours"
                    + " are id, topic, time, text, title, source, lane. For instance `text: body.plain`;"
                    + " `lane: \"\"` puts all into `main`, where a record's key would name its lane.")
        Map<String, String> mapping) {
  public IngestSettings {
    sourceTopics = List.copyOf(sourceTopics);
    mapping = Map.copyOf(mapping);
    Check.that(
        maxRecordSize.bytes() >= 1024 && maxRecordSize.bytes() <= 64L << 20,
        "max-record-size",
        "is 1KiB to 64MiB");
    Check.that(
        maxTextLength >= 1 && maxTextLength <= 50_000_000,
        "max-text-length",
        "is 1 to 50000000 characters");
    Check.that(maxNameLength >= 8 && maxNameLength <= 4096, "max-name-length", "is 8 to 4096");
    Check.that(maxAnswers >= 1 && maxAnswers <= 10_000, "max-answers", "is 1 to 10000");
    Check.that(
        maxSignalValues >= 1 && maxSignalValues <= 1_000_000,
        "max-signal-values",
        "is 1 to 1000000");
    Check.that(
        rememberedIds >= 0 && rememberedIds <= 100_000_000, "remembered-ids", "is 0 to 100000000");
    Check.that(maxInFlight >= 1 && maxInFlight <= 10_000_000, "max-in-flight", "is 1 or more");
  }
}
