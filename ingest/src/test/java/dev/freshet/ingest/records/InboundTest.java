package dev.freshet.ingest.records;

import static dev.freshet.ingest.TestSettings.MAX_ANSWERS;
import static dev.freshet.ingest.TestSettings.MAX_NAME;
import static dev.freshet.ingest.TestSettings.MAX_TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ingest.TestSettings;
import dev.freshet.ingest.records.Decoded.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboundTest {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");
  private static final int MUTATIONS = 4000;

  private final Inbound inbound = new Inbound(Limits.of(TestSettings.ingest(List.of(), Map.of())));

  @Test
  void everyBoundHoldsAtItsValueAndBreaksBeyondIt() {
    assertThat(document("x".repeat(MAX_NAME), "t")).isInstanceOf(Decoded.Good.class);
    assertBad(document("x".repeat(MAX_NAME + 1), "t"), "`id` has");
    assertThat(document("x", "t".repeat(MAX_TEXT))).isInstanceOf(Decoded.Good.class);
    assertBad(document("x", "t".repeat(MAX_TEXT + 1)), "`text` has");
    assertThat(probe(MAX_ANSWERS)).isInstanceOf(Decoded.Good.class);
    assertBad(probe(MAX_ANSWERS + 1), "`answers`");
    assertBad(probe(0), "`answers` is empty");
  }

  @Test
  void nestingIsBounded() {
    String deep = "[".repeat(Json.MAX_NESTING) + "]".repeat(Json.MAX_NESTING);
    Decoded<Document> decoded =
        read("{\"id\":\"x\",\"topic\":\"t\",\"text\":\"h\",\"more\":" + deep + "}");
    assertThat(decoded).isInstanceOf(Decoded.Bad.class);
    assertThat(((Decoded.Bad<Document>) decoded).fault()).isEqualTo(Fault.NOT_JSON);
  }

  @Test
  void whatGrowsTooMuchByEscapingIsRefusedBeforeItReachesTheLog() {
    Inbound wide = new Inbound(new Limits(100 << 10, 1 << 20, 64, 4, 3));
    String text = "\"".repeat(80_000);
    assertBad(wide.document("x", "t", TIME, text, null, null), "written to the log");
  }

  @Test
  void aProbeIsAQuestionUnlessItSaysThatItIsACloze() {
    String probe = "{\"id\":\"p\",\"topic\":\"t\",\"question\":\"q\",\"answers\":[\"a\"]";
    assertThat(inbound.probe(bytes(probe + "}")).orThrow().form()).isEqualTo(Probe.Form.QUESTION);
    assertThat(inbound.probe(bytes(probe + ",\"form\":\"cloze\"}")).orThrow().form())
        .isEqualTo(Probe.Form.CLOZE);
    assertBad(inbound.probe(bytes(probe + ",\"form\":\"gap\"}")), "`form` is not one of question");
  }

  @Test
  void reasonsNameTheFieldAndWhatItShouldBe() {
    assertBad(read("{\"topic\":\"t\",\"text\":true}"), "`text` is not a string");
    assertBad(read("{\"topic\":\"t\"}"), "`id` is missing");
    assertBad(
        read("{\"topic\":\"t\",\"text\":\"h\",\"time\":\"noon\"}"), "`time` is not an RFC 3339");
    assertBad(
        inbound.signal(
            bytes("{\"series\":\"s\",\"topic\":\"t\",\"values\":{\"x\":\"1\"}}"),
            TIME,
            Duration.ZERO),
        "`values.x` is not a number");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noMutationOfARecordMakesReadingThrow(long seed) {
    Random random = new Random(seed);
    byte[][] seeds = {
      bytes(
          "{\"id\":\"x\",\"topic\":\"t\",\"time\":\"2026-01-31T12:00:00Z\","
              + "\"text\":\"a\\ud834\\udd1eb é\","
              + "\"title\":null,\"source\":\"s\",\"n\":[1,2.5e3,{\"k\":false}]}"),
      bytes(
          "{\"kind\":\"alarm\",\"series\":\"s\",\"topic\":\"t\",\"score\":1.5,"
              + "\"channels\":[\"x\"]}"),
      bytes("{\"kind\":\"settings\",\"values\":{\"a\":\"b\"}}"),
      bytes("{\"id\":\"p\",\"topic\":\"t\",\"question\":\"q\",\"answers\":[\"a\",\"b\"]}"),
      bytes("{\"series\":\"s\",\"topic\":\"t\",\"values\":{\"x\":1,\"y\":null}}"),
      JsonSerde.of(LogRecord.class)
          .encode(LogRecord.of(1, "main", new Document("x", "t", TIME, "h", null, null)))
    };
    FieldMapping mapping = FieldMapping.of(Map.of("text", "n.k", "lane", "topic"));
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutate(seeds[random.nextInt(seeds.length)], random);
      assertThat(inbound.document(bytes, FieldMapping.NONE, TIME, null)).isNotNull();
      assertThat(inbound.document(bytes, mapping, TIME, "topic")).isNotNull();
      assertThat(mapping.lane(bytes)).isNotNull();
      assertThat(inbound.control(bytes, TIME, "id")).isNotNull();
      assertThat(inbound.probe(bytes)).isNotNull();
      assertThat(inbound.signal(bytes, TIME, Duration.ZERO)).isNotNull();
      assertThat(JsonSerde.of(LogRecord.class).decode(bytes)).isNotNull();
      assertThat(Lane.ofKey(bytes)).isNotNull();
    }
  }

  /** Flips, cuts, doubles and swaps bytes, with a taste for those that mean something in JSON. */
  private static byte[] mutate(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    byte[] spice = bytes("\"\\{}[]:,0-e9.u\u0000\n tfn");
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = spice[random.nextInt(spice.length)];
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(8));
        default -> {
          int length = Math.min(bytes.length - at, random.nextInt(12));
          System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
        }
      }
    }
    return bytes;
  }

  private Decoded<Document> document(String id, String text) {
    return read(
        new String(
            Json.bytes(Map.of("id", id, "topic", "t", "text", text)), StandardCharsets.UTF_8));
  }

  private Decoded<Document> read(String json) {
    return inbound.document(bytes(json), FieldMapping.NONE, TIME, null);
  }

  private Decoded<Probe> probe(int answers) {
    List<String> texts = IntStream.range(0, answers).mapToObj(i -> "a" + i).toList();
    return inbound.probe(
        Json.bytes(Map.of("id", "p", "topic", "t", "question", "q", "answers", texts)));
  }

  private static void assertBad(Decoded<?> decoded, String reason) {
    assertThat(decoded).isInstanceOf(Decoded.Bad.class);
    assertThat(((Decoded.Bad<?>) decoded).reason()).contains(reason);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
