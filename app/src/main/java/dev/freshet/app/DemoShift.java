package dev.freshet.app;

import static java.util.Comparator.comparingLong;

import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.Signal;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Item;
import dev.freshet.ingest.source.Source;
import dev.freshet.tensor.CounterRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code demo --shift} adds to a stream: a signal that tells of one topic before its documents
 * come, and a few documents that are out of distribution; and what became of them. Safe for use by
 * several threads.
 */
final class DemoShift {
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
  private static final int POINTS = 520;
  private static final int SHIFT_AT = 440;
  private static final long SEED = CounterRandom.seedOf("demo.shift");

  private final String topic;
  private final long documents;
  private final List<Document> strange;
  private @Nullable Long alarmSeq;
  private @Nullable Long firstSeq;
  private int strangeHeld;

  private DemoShift(String topic, long documents, List<Document> strange) {
    this.topic = topic;
    this.documents = documents;
    this.strange = strange;
  }

  /** What a demo sets for it: the signals are read, and the gate holds back and knows soon. */
  static Map<String, String> settings(long documents) {
    Map<String, String> own = new LinkedHashMap<>();
    own.put("signals.enabled", "true");
    own.put("signals.window", WINDOW.toMinutes() + "m");
    own.put("gate.policy", "strict");
    own.put("gate.warm-up", Long.toString(Math.max(10, Math.min(100, documents / 4))));
    return own;
  }

  /**
   * For the first documents of a stream. The topic is the one that begins nearest to their middle.
   */
  static DemoShift of(DocumentSource source, long limit) {
    Map<String, Long> begins = new LinkedHashMap<>();
    long read = 0;
    @Nullable Document first = null;
    try (Source.Items items = source.open()) {
      for (Item item = items.next(); item != null && read < limit; item = items.next()) {
        if (item instanceof Item.Read some && some.document() != null) {
          first = first == null ? some.document() : first;
          begins.putIfAbsent(some.document().topic(), read++);
        }
      }
    }
    if (first == null) {
      throw new IllegalStateException("a stream that was checked has a document");
    }
    List<Document> strange = StrangeDocuments.like(first);
    long documents = Math.min(limit, read + strange.size());
    String topic =
        Collections.min(begins.keySet(), comparingLong(name -> off(begins.get(name), documents)));
    return new DemoShift(topic, documents, strange);
  }

  private static long off(@Nullable Long place, long documents) {
    return place == null ? Long.MAX_VALUE : Math.abs(2 * place - documents);
  }

  /** The same source, the strange ones in the last third of its documents. */
  DocumentSource with(DocumentSource source) {
    return new MixedSource(
        source, strange, place -> documents - 1 - Math.max(1, documents / 6) * place);
  }

  private String series() {
    return "questions/" + topic;
  }

  /** How often the topic is asked about: a ripple, and from some time on twice as often. */
  List<Signal> points() {
    return IntStream.range(0, POINTS)
        .mapToObj(
            i -> {
              double rate = 20 + 3 * Math.sin(2 * Math.PI * i / 8);
              double noise = new CounterRandom(SEED, i).nextGaussian();
              return new Signal(
                  series(),
                  topic,
                  time(i),
                  Map.of("rate", (i < SHIFT_AT ? rate : 2 * rate) + noise));
            })
        .toList();
  }

  private static Instant time(int i) {
    return START.plus(WINDOW.multipliedBy(i));
  }

  /** A record has entered the log. */
  synchronized void logged(LogRecord record) {
    if (alarmSeq == null
        && record.entry() instanceof Control.Alarm alarm
        && alarm.series().equals(series())
        && !alarm.time().isBefore(time(SHIFT_AT))) {
      alarmSeq = record.seq();
    }
  }

  /** A document came out of the fold. */
  synchronized void decided(Adaptation adaptation) {
    if (firstSeq == null && adaptation.topic().equals(topic)) {
      firstSeq = adaptation.seq();
    }
    if (adaptation.decision() == Decision.QUARANTINED
        && strange.stream().anyMatch(one -> one.id().equals(adaptation.documentId()))) {
      strangeHeld++;
    }
  }

  /** Whether the shift's alarm is in the log. */
  synchronized boolean isAlarmed() {
    return alarmSeq != null;
  }

  /** What came out, for the report. */
  synchronized Outcome outcome() {
    Long lead =
        alarmSeq == null || firstSeq == null || alarmSeq > firstSeq
            ? null
            : firstSeq - alarmSeq - 1;
    return new Outcome(series(), topic, lead, strange.size(), strangeHeld);
  }

  /**
   * What came out.
   *
   * @param recordsAhead records of the log between the alarm and the topic's first document; null
   *     where it does not come before it
   * @param strange documents that do not belong in the stream
   */
  record Outcome(
      String series, String topic, @Nullable Long recordsAhead, int strange, int strangeHeldBack) {

    Map<String, @Nullable Object> document() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("series", series);
      json.put("topic", topic);
      json.put("recordsAhead", recordsAhead);
      json.put("strange", strange);
      json.put("strangeHeldBack", strangeHeldBack);
      return json;
    }

    String signal() {
      return recordsAhead == null
          ? series + " shifted; no alarm came before the first document on " + topic
          : String.format(
              Locale.ROOT,
              "%s shifted: its alarm is in the log %d records before the first document on %s",
              series,
              recordsAhead,
              topic);
    }

    String gate(long heldBack) {
      return String.format(
          Locale.ROOT,
          "%d documents wait in quarantine, among them %d of %d that do not belong here",
          heldBack,
          strangeHeldBack,
          strange);
    }
  }
}
