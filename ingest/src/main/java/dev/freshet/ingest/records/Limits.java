package dev.freshet.ingest.records;

import dev.freshet.config.IngestSettings;
import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Decoded.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bounds that a user sets on what is let in, in bytes and UTF-16 units. */
public record Limits(
    int recordBytes, int textLength, int nameLength, int answers, int signalValues) {

  /**
   * What a record may grow by between its first topic and the log: the topics that we write take
   * this much more than the input limit.
   */
  public static final int HEADROOM_BYTES = 64 << 10;

  /** The part of the headroom for what is filled in; the envelope and headers have the rest. */
  private static final int FILLED_IN_BYTES = HEADROOM_BYTES / 2;

  /** The largest record that we write, in bytes. A sealed text is in base64, a third longer. */
  public static int written(Settings settings) {
    int most = settings.ingest().maxRecordSize().toIntBytes() + HEADROOM_BYTES;
    return settings.log().shred() ? most / 3 * 4 + HEADROOM_BYTES : most;
  }

  public static Limits of(IngestSettings settings) {
    return new Limits(
        settings.maxRecordSize().toIntBytes(),
        settings.maxTextLength(),
        settings.maxNameLength(),
        settings.maxAnswers(),
        settings.maxSignalValues());
  }

  Decoded<Integer> size(byte @Nullable [] bytes) {
    int size = bytes == null ? 0 : bytes.length;
    return size <= recordBytes
        ? Decoded.good(size)
        : Decoded.bad(Fault.TOO_LARGE, size + " bytes exceed the limit of " + recordBytes);
  }

  /** The document itself, or which bound it breaks. */
  public Decoded<Document> check(Document document) {
    return Json.attempt(
        () -> {
          name("id", document.id());
          name("topic", document.topic());
          length("text", document.text(), textLength);
          optional("title", document.title(), textLength);
          optional("source", document.source(), 8 * nameLength);
          fits(document);
          return document;
        });
  }

  /** The command itself, or which bound it breaks. */
  public Decoded<Control> check(Control control) {
    return Json.attempt(
        () -> {
          name("id", control.id());
          fits(control);
          return control;
        });
  }

  /** The probe itself, or which bound it breaks. */
  public Decoded<Probe> check(Probe probe) {
    return Json.attempt(
        () -> {
          name("id", probe.id());
          name("topic", probe.topic());
          optional("documentId", probe.documentId(), nameLength);
          length("question", probe.question(), textLength);
          List<String> texts = probe.answers();
          Require.that(texts.size() <= answers, "`answers` has more than " + answers);
          texts.forEach(text -> length("answers", text, textLength));
          return probe;
        });
  }

  /** The signal itself, or which bound it breaks. */
  public Decoded<Signal> check(Signal signal) {
    return Json.attempt(
        () -> {
          name("series", signal.series());
          name("topic", signal.topic());
          Require.that(
              signal.values().size() <= signalValues, "`values` has more than " + signalValues);
          signal.values().keySet().forEach(channel -> name("values", channel));
          return signal;
        });
  }

  /** What is let in must fit the log: a send that fails would poison its transaction. */
  private void fits(Entry entry) {
    int bytes = Json.bytes(entry.toTree()).length;
    int most = recordBytes + FILLED_IN_BYTES;
    Require.that(
        bytes <= most, "written to the log it takes " + bytes + " bytes, more than " + most);
  }

  private void name(String field, String value) {
    length(field, value, nameLength);
  }

  private static void optional(String field, @Nullable String value, int max) {
    if (value != null) {
      length(field, value, max);
    }
  }

  private static void length(String field, String value, int max) {
    Require.that(
        value.length() <= max,
        "`" + field + "` has " + value.length() + " characters, more than " + max);
  }
}
