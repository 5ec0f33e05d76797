package dev.freshet.ingest.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.records.Decoded.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The reading of what users write: bytes in, a valid record within the limits out, or the reason.
 *
 * <p>It fills in what a writer may leave out: a document's id ({@link Document#derivedId}) and the
 * times. Never throws. Immutable, safe for every thread.
 */
public final class Inbound {
  private final Limits limits;

  public Inbound(Limits limits) {
    this.limits = limits;
  }

  public Limits limits() {
    return limits;
  }

  /**
   * Reads a document.
   *
   * @param time taken where the record has none
   * @param topic taken where the record has none; null makes the topic a duty
   */
  public Decoded<Document> document(
      byte @Nullable [] bytes, FieldMapping mapping, Instant time, @Nullable String topic) {
    return tree(bytes)
        .then(
            theirs -> {
              ObjectNode ours = mapping.apply(theirs);
              fill(ours, "time", time::toString);
              if (topic != null) {
                fill(ours, "topic", () -> topic);
              }
              if (ours.path("text").isTextual()) {
                fill(ours, "id", () -> Document.derivedId(ours.path("text").textValue()));
              }
              return Json.bind(ours, Document.class);
            })
        .then(limits::check);
  }

  /** Makes a document of its parts, under the same rules. */
  public Decoded<Document> document(
      String id,
      String topic,
      Instant time,
      String text,
      @Nullable String title,
      @Nullable String source) {
    return Json.attempt(() -> new Document(id, topic, time, text, title, source))
        .then(limits::check);
  }

  /**
   * Makes a probe of its parts, under the same rules.
   *
   * @param form as it stands in JSON
   */
  public Decoded<Probe> probe(
      String id,
      String topic,
      @Nullable String documentId,
      String question,
      List<String> answers,
      String form,
      @Nullable String was) {
    return Json.attempt(
            () -> new Probe(id, topic, documentId, question, answers, Probe.Form.of(form), was))
        .then(limits::check);
  }

  /**
   * Reads a command.
   *
   * @param id taken where the record has none; unique to the record
   */
  public Decoded<Control> control(byte @Nullable [] bytes, Instant time, String id) {
    return tree(bytes)
        .then(
            tree -> {
              fill(tree, "time", time::toString);
              fill(tree, "id", () -> id);
              return Entry.read(tree);
            })
        .then(
            entry ->
                entry instanceof Control control
                    ? limits.check(control)
                    : Decoded.bad(Fault.INVALID, "a document is no command"));
  }

  /** Reads a probe. */
  public Decoded<Probe> probe(byte @Nullable [] bytes) {
    return tree(bytes).then(tree -> Json.bind(tree, Probe.class)).then(limits::check);
  }

  /**
   * Reads a probe.
   *
   * @param topic taken where the record has none
   */
  public Decoded<Probe> probe(byte @Nullable [] bytes, String topic) {
    return tree(bytes)
        .then(
            tree -> {
              fill(tree, "topic", () -> topic);
              return Json.bind(tree, Probe.class);
            })
        .then(limits::check);
  }

  /**
   * Reads a probe that stands beside its document, which gives what the probe leaves out.
   *
   * @param number its place among the document's probes, from 1
   */
  public Decoded<Probe> probe(JsonNode node, Document document, int number) {
    if (!(node instanceof ObjectNode tree)) {
      return Decoded.bad(Fault.INVALID, "`probes` is not a list of objects");
    }
    fill(tree, "id", () -> document.id() + "#" + number);
    fill(tree, "topic", document::topic);
    fill(tree, "documentId", document::id);
    return Json.bind(tree, Probe.class).then(limits::check);
  }

  /**
   * Reads a signal.
   *
   * @param time of its record, taken where it has none
   * @param maxAhead how far its own may lie after that: a clock that is far ahead would make every
   *     later point of its series late
   */
  public Decoded<Signal> signal(byte @Nullable [] bytes, Instant time, Duration maxAhead) {
    return tree(bytes)
        .then(
            tree -> {
              fill(tree, "time", time::toString);
              return Json.bind(tree, Signal.class);
            })
        .then(limits::check)
        .then(
            signal ->
                signal.time().isAfter(time.plus(maxAhead))
                    ? Decoded.bad(
                        Fault.INVALID,
                        "`time` is "
                            + signal.time()
                            + ", more than `signals.max-ahead` after its record's")
                    : Decoded.good(signal));
  }

  /**
   * Reads a signal that has its time itself.
   *
   * @param series taken where it has none
   * @param topic taken where it has none
   */
  public Decoded<Signal> signal(byte @Nullable [] bytes, String series, String topic) {
    return tree(bytes)
        .then(
            tree -> {
              fill(tree, "series", () -> series);
              fill(tree, "topic", () -> topic);
              return Json.bind(tree, Signal.class);
            })
        .then(limits::check);
  }

  /**
   * Makes a signal of its parts, under the same rules.
   *
   * @param time as tables have it: without an offset it is UTC
   */
  public Decoded<Signal> signal(
      String series, String topic, String time, Map<String, Double> values) {
    return Json.attempt(() -> new Signal(series, topic, Times.parseLocal(time), values))
        .then(limits::check);
  }

  private Decoded<ObjectNode> tree(byte @Nullable [] bytes) {
    return limits.size(bytes).then(size -> Json.read(bytes));
  }

  private static void fill(ObjectNode tree, String field, Supplier<String> value) {
    if (!tree.hasNonNull(field)) {
      tree.put(field, value.get());
    }
  }
}
