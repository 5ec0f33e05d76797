package dev.freshet.ingest.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordsTest {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00.5Z");

  static Stream<Object> records() {
    return Stream.of(
        new Document("id", "topic", TIME, "text 𝄞 \n\t", "title", "https://example.org"),
        new Signal("series", "topic", TIME, Map.of("x", 1.5, "y", -2.0)),
        new Probe(
            "id", "topic", "document", "Which?", List.of("this"), Probe.Form.QUESTION, "those"),
        new Probe("id", "topic", null, "It rises in", List.of("May"), Probe.Form.CLOZE, null),
        new Adaptation(
            "id",
            "main",
            "topic",
            Adaptation.Decision.ROLLED_BACK,
            "why",
            3,
            4,
            true,
            5,
            TIME,
            1.5,
            null,
            List.of(new Adaptation.TokenWeight("tok", 2.0, 0, 3)),
            0.5,
            0.25,
            1.01,
            12.5,
            "uniform",
            2.0,
            List.of("earlier")),
        new UptakeRow(
            "p",
            "d",
            "main",
            "topic",
            "Which?",
            "this",
            3,
            2,
            5,
            6,
            3,
            4.0,
            3.0,
            1.0,
            2,
            0.0,
            1.0,
            null,
            null,
            "a",
            "b",
            new UptakeRow.Before(2, 3.9),
            new UptakeRow.Course(2.5, 2.25, true),
            new UptakeRow.Superseded("z", 3.0, 3.5),
            new UptakeRow.Rank(2, 5),
            TIME),
        new UptakeSummary(
            "topic",
            "main",
            10,
            TIME,
            TIME.plusSeconds(60),
            2,
            4.0,
            3.0,
            1.0,
            new UptakeSummary.Interval(0.5, 1.5),
            0.0,
            1.0,
            null,
            null,
            new UptakeSummary.Mean(2, 0.5, new UptakeSummary.Interval(0.25, 0.75)),
            null,
            null,
            null,
            null,
            null,
            new ReferenceDamage(100, 1020, 3.5, 3.75, 0.125)),
        new Alert("main", "topic", Alert.Measure.LOCALITY, true, 0.75, 0.5, 8, 100, TIME),
        LogRecord.of(7, "main", new Document("id", "topic", TIME, "text", null, null)));
  }

  @ParameterizedTest
  @MethodSource("records")
  <T> void whatIsWrittenIsReadBackTheSame(T record) {
    @SuppressWarnings("unchecked")
    JsonSerde<T> serde = JsonSerde.of((Class<T>) record.getClass());
    assertThat(serde.decode(serde.encode(record))).isEqualTo(Decoded.good(record));
  }

  static Stream<Control> controls() {
    return Stream.of(
        new Control.Flush("c", TIME),
        new Control.Forget("c", TIME, "document"),
        new Control.Rollback("c", TIME, "checkpoint", 7),
        new Control.Tag("c", TIME, "name", null),
        new Control.Accept("c", TIME, null, "topic"),
        new Control.SettingsChange("c", TIME, Map.of("threads", "2", "note", "")),
        new Control.Switch("c", TIME, "side-1"),
        new Control.Alarm("c", TIME, "series", "topic", 3.5, List.of("x")));
  }

  @ParameterizedTest
  @MethodSource("controls")
  void everyCommandPassesThroughTheLog(Control control) {
    JsonSerde<LogRecord> serde = JsonSerde.of(LogRecord.class);
    LogRecord record = LogRecord.of(1, "main", control);
    assertThat(serde.decode(serde.encode(record)).orThrow()).isEqualTo(record);
  }

  @Test
  void aLogRecordOfTheFirstSchemaStaysReadable() {
    String golden =
        "{\"schemaVersion\":1,\"seq\":5,\"lane\":\"main\",\"digest\":\"d\",\"kind\":\"document\","
            + "\"id\":\"x\",\"topic\":\"t\",\"time\":\"2026-01-31T12:00:00Z\",\"text\":\"hello\"}";
    LogRecord record =
        new LogRecord(
            1,
            5,
            "main",
            "d",
            new Document("x", "t", Instant.parse("2026-01-31T12:00:00Z"), "hello", null, null));
    JsonSerde<LogRecord> serde = JsonSerde.of(LogRecord.class);
    assertThat(serde.decode(bytes(golden)).orThrow()).isEqualTo(record);
    assertThat(new String(serde.encode(record), StandardCharsets.UTF_8)).isEqualTo(golden);
  }

  @Test
  void aLogRecordOfANewerSchemaIsRefusedByName() {
    String newer =
        "{\"schemaVersion\":2,\"seq\":5,\"lane\":\"main\",\"digest\":\"d\",\"kind\":\"flush\","
            + "\"id\":\"x\",\"time\":\"2026-01-31T12:00:00Z\"}";
    Decoded<LogRecord> decoded = JsonSerde.of(LogRecord.class).decode(bytes(newer));
    assertThat(((Decoded.Bad<LogRecord>) decoded).reason()).contains("newer Freshet");
  }

  @Test
  void unknownFieldsArePassedOverAndTimesBecomeUtc() {
    String json =
        "{\"id\":\"x\",\"topic\":\"t\",\"text\":\"h\",\"mood\":[1,{\"a\":2}],"
            + "\"time\":\"2026-01-31T13:00:00+01:00\"}";
    Document document = JsonSerde.of(Document.class).decode(bytes(json)).orThrow();
    assertThat(document.time()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
  }

  @Test
  void theDigestLeavesOutIdAndTimeAndNothingElse() {
    Document document = new Document("a", "t", TIME, "text", null, null);
    assertThat(document.digest())
        .isEqualTo(new Document("b", "t", TIME.plusSeconds(1), "text", null, null).digest())
        .isNotEqualTo(new Document("a", "u", TIME, "text", null, null).digest())
        .isNotEqualTo(new Document("a", "t", TIME, "texts", null, null).digest())
        .isNotEqualTo(new Document("a", "t", TIME, "text", "title", null).digest());
  }

  @Test
  void whatWasNotMeasuredIsAbsentAndAnIntervalIsAPair() throws Exception {
    JsonNode row =
        Json.MAPPER.readTree(
            JsonSerde.of(UptakeSummary.class)
                .encode(
                    new UptakeSummary(
                        "t",
                        "main",
                        0,
                        TIME,
                        TIME.plusSeconds(1),
                        0,
                        null,
                        null,
                        null,
                        new UptakeSummary.Interval(0, 1),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null)));
    assertThat(row.has("nllBase")).isFalse();
    assertThat(row.get("nllGainCi95").toString()).isEqualTo("[0.0,1.0]");
  }

  @Test
  void numbersThatAreNoneAreRefused() {
    assertThatThrownBy(() -> new Signal("s", "t", TIME, Map.of("x", Double.NaN)))
        .hasMessageContaining("values.x");
    assertThat(
            JsonSerde.of(Signal.class)
                .decode(
                    bytes(
                        "{\"series\":\"s\",\"topic\":\"t\",\"time\":\"2026-01-31T12:00:00Z\","
                            + "\"values\":{\"x\":1e999}}")))
        .isInstanceOf(Decoded.Bad.class);
  }

  @Test
  void aChannelThatIsNullWasNotRead() {
    Signal signal =
        JsonSerde.of(Signal.class)
            .decode(
                bytes(
                    "{\"series\":\"s\",\"topic\":\"t\",\"time\":\"2026-01-31T12:00:00Z\","
                        + "\"values\":{\"x\":null,\"y\":2}}"))
            .orThrow();
    assertThat(signal.values()).containsExactly(Map.entry("y", 2.0));
  }

  @Test
  void laneNamesAndProbeKeysAreReadAsWritten() {
    assertThat(Lane.ofKey(null)).isEqualTo(Decoded.good("main"));
    assertThat(Lane.ofKey(bytes("news-de.1"))).isEqualTo(Decoded.good("news-de.1"));
    assertThat(Lane.ofKey(bytes("../x"))).isInstanceOf(Decoded.Bad.class);
    assertThat(Lane.ofKey(new byte[] {(byte) 0xC3})).isInstanceOf(Decoded.Bad.class);
    assertThat(Lane.ofProbeKey(bytes(Lane.probeKey("news", "a/b"))))
        .isEqualTo(Decoded.good("news"));
    assertThat(Lane.ofProbeKey(bytes("plain"))).isEqualTo(Decoded.good("main"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
