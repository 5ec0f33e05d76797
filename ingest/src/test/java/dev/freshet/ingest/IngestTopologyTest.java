package dev.freshet.ingest;

import static dev.freshet.ingest.TestSettings.MAX_LANES;
import static dev.freshet.ingest.TestSettings.MAX_RECORD;
import static dev.freshet.ingest.TestSettings.REMEMBERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Kind;
import dev.freshet.ingest.records.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestTopologyTest {

  @Test
  void numbersAreDenseWithinEachLaneWhateverIsInterleaved() {
    try (IngestDriver driver = new IngestDriver()) {
      for (int i = 0; i < 4; i++) {
        driver.document("a", "id" + i, "text " + i);
        driver.document("b", "id" + i, "text " + i);
        driver.control("a", "{\"kind\":\"flush\"}");
        driver.raw("freshet.documents", "a", "not json");
      }
      assertThat(driver.log("a"))
          .extracting(LogRecord::seq)
          .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
      assertThat(driver.log("b")).extracting(LogRecord::seq).containsExactly(1L, 2L, 3L, 4L);
    }
  }

  @Test
  void aRestartThatRestoresFromTheChangelogsContinuesNumbersAndMemory() {
    try (IngestDriver before = new IngestDriver();
        IngestDriver after = new IngestDriver()) {
      before.document("a", "one", "text");
      before.document("a", "two", "text");
      after.restoreFrom(before);
      after.document("a", "two", "text");
      after.document("a", "three", "text");
      assertThat(after.log()).extracting(LogRecord::id).containsExactly("three");
      assertThat(after.log()).extracting(LogRecord::seq).containsExactly(3L);
    }
  }

  @Test
  void anExactRedeliveryIsDroppedAndCounted() {
    try (IngestDriver driver = new IngestDriver()) {
      driver.document("a", "id", "text");
      driver.document("a", "id", "text");
      assertThat(driver.log()).hasSize(1);
      assertThat(driver.total(IngestMetrics.REDELIVERED)).isEqualTo(1);
      assertThat(driver.total(IngestMetrics.ADMITTED)).isEqualTo(1);
      assertThat(driver.dlq()).isEmpty();
    }
  }

  @Test
  void aRedeliveryWithoutTimeIsDroppedThoughItsRecordIsNewer() {
    try (IngestDriver driver = new IngestDriver()) {
      String json = "{\"id\":\"x\",\"topic\":\"t\",\"text\":\"hello\"}";
      driver.raw("freshet.documents", "a", json, Instant.parse("2026-01-01T00:00:00Z"));
      driver.raw("freshet.documents", "a", json, Instant.parse("2026-01-02T00:00:00Z"));
      assertThat(driver.log())
          .extracting(LogRecord::time)
          .containsExactly(Instant.parse("2026-01-01T00:00:00Z"));
    }
  }

  @Test
  void theSameIdWithAnotherTextIsAnUpdateAndSoIsGoingBack() {
    try (IngestDriver driver = new IngestDriver()) {
      driver.document("a", "id", "first");
      driver.document("a", "id", "second");
      driver.document("a", "id", "first");
      assertThat(driver.log())
          .extracting(record -> ((Document) record.entry()).text())
          .containsExactly("first", "second", "first");
    }
  }

  @Test
  void theSameIdInAnotherLaneIsAnotherDocument() {
    try (IngestDriver driver = new IngestDriver()) {
      driver.document("a", "id", "text");
      driver.document("b", "id", "text");
      assertThat(driver.log()).hasSize(2);
    }
  }

  @Test
  void theMemoryOfIdsIsBoundedAndForgetsTheOldest() {
    try (IngestDriver driver = new IngestDriver()) {
      for (int i = 0; i <= REMEMBERED; i++) {
        driver.document("a", "id" + i, "text");
      }
      driver.document("a", "id" + REMEMBERED, "text");
      assertThat(driver.log()).hasSize(REMEMBERED + 1);
      driver.document("a", "id0", "text");
      assertThat(driver.log()).hasSize(REMEMBERED + 2);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          truncated JSON      | {"id":"x","topic":"t","text":"hel          | NOT_JSON
          trailing garbage    | {"id":"x","topic":"t","text":"hello"} oops | NOT_JSON
          two values          | {"id":"x","topic":"t","text":"hello"} {}   | NOT_JSON
          a key twice         | {"id":"x","id":"y","topic":"t","text":"h"} | NOT_JSON
          no object           | ["text"]                                   | NOT_JSON
          no text             | {"id":"x","topic":"t"}                     | INVALID
          text of wrong type  | {"id":"x","topic":"t","text":5}            | INVALID
          text is an object   | {"id":"x","topic":"t","text":{"a":"b"}}    | INVALID
          blank text          | {"id":"x","topic":"t","text":"  "}         | INVALID
          no topic            | {"id":"x","text":"hello"}                  | INVALID
          blank id            | {"id":" ","topic":"t","text":"hello"}      | INVALID
          a NUL               | {"id":"x","topic":"t","text":"a\\u0000b"}  | INVALID
          an escape character | {"id":"x","topic":"t","text":"a\\u001bb"}  | INVALID
          half a surrogate    | {"id":"x","topic":"t","text":"a\\ud800b"}  | INVALID
          a line in an id     | {"id":"x\\ny","topic":"t","text":"hello"}  | INVALID
          a time that is none | {"id":"x","topic":"t","text":"h","time":"soon"} | INVALID
          """)
  void whatCannotBeReadBecomesADeadLetterAndTheStreamGoesOn(
      String name, String json, String fault) {
    String raw = json.replace("\\\\", "\\");
    try (IngestDriver driver = new IngestDriver()) {
      driver.raw("freshet.documents", "a", raw);
      driver.document("a", "after", "text");
      assertThat(driver.log()).extracting(LogRecord::id).containsExactly("after");
      assertThat(driver.dlq()).hasSize(1);
      TestRecord<byte[], byte[]> letter = driver.dlq().get(0);
      assertThat(letter.value()).isEqualTo(raw.getBytes(StandardCharsets.UTF_8));
      assertThat(letter.key()).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
      assertThat(IngestDriver.header(letter, DeadLetter.FAULT)).isEqualTo(fault);
      assertThat(IngestDriver.header(letter, DeadLetter.REASON)).isNotBlank();
      assertThat(driver.total(IngestMetrics.REFUSED)).isEqualTo(1);
    }
  }

  @Test
  void aDeadLetterNamesItsOrigin() {
    try (IngestDriver driver = new IngestDriver()) {
      driver.document("a", "good", "text");
      driver.raw("freshet.documents", null, "oops", Instant.ofEpochMilli(123));
      TestRecord<byte[], byte[]> letter = driver.dlq().get(0);
      assertThat(IngestDriver.header(letter, DeadLetter.TOPIC)).isEqualTo("freshet.documents");
      assertThat(IngestDriver.header(letter, DeadLetter.PARTITION)).isEqualTo("0");
      assertThat(IngestDriver.header(letter, DeadLetter.OFFSET)).isEqualTo("1");
      assertThat(IngestDriver.header(letter, DeadLetter.TIMESTAMP)).isEqualTo("123");
      assertThat(IngestDriver.header(letter, "ce_specversion")).isEqualTo("1.0");
      assertThat(IngestDriver.header(letter, "ce_type")).isEqualTo("dev.freshet.deadletter");
    }
  }

  @Test
  void bytesThatAreNotUtf8AndRecordsWithoutValueBecomeDeadLetters() {
    byte[] latin1 = {'{', '"', (byte) 0xE9, '"', '}'};
    try (IngestDriver driver = new IngestDriver()) {
      driver.bytes("freshet.documents", null, latin1);
      driver.bytes("freshet.documents", null, null);
      assertThat(driver.dlq())
          .extracting(letter -> IngestDriver.header(letter, DeadLetter.FAULT))
          .containsExactly("NOT_UTF8", "EMPTY");
      assertThat(driver.dlq()).extracting(TestRecord::value).containsExactly(latin1, null);
    }
  }

  /** Keys go beside their lane; what is refused has no lane to lie beside. */
  @Test
  void aKeyThatIsNoTextBecomesADeadLetterToo() {
    try (IngestDriver driver = new IngestDriver()) {
      byte[] key = {(byte) 0xFF};
      driver.bytes("freshet.documents", key, "{}".getBytes(StandardCharsets.UTF_8));
      assertThat(driver.dlq())
          .extracting(letter -> IngestDriver.header(letter, DeadLetter.FAULT))
          .containsExactly("NOT_UTF8");
    }
  }

  @Test
  void aRecordAboveTheLimitLeavesItsDigestAndItsFirst64KiB() {
    byte[] large = new byte[MAX_RECORD + 1];
    Arrays.fill(large, (byte) 'x');
    try (IngestDriver driver = new IngestDriver()) {
      driver.bytes("freshet.documents", null, large);
      TestRecord<byte[], byte[]> letter = driver.dlq().get(0);
      assertThat(letter.value()).isEqualTo(Arrays.copyOf(large, 64 << 10));
      assertThat(IngestDriver.header(letter, DeadLetter.FAULT)).isEqualTo("TOO_LARGE");
      assertThat(IngestDriver.header(letter, DeadLetter.DIGEST)).isEqualTo(Digests.sha256(large));
      assertThat(IngestDriver.header(letter, DeadLetter.SIZE)).isEqualTo("" + large.length);
    }
  }

  @Test
  void aKeyThatIsNoLaneAndOneThatIsHugeBecomeDeadLettersThatFitTheirTopic() {
    byte[] huge = new byte[200 << 10];
    try (IngestDriver driver = new IngestDriver()) {
      driver.bytes(
          "freshet.documents",
          "no lane!".getBytes(StandardCharsets.UTF_8),
          IngestDriver.json("x", "t"));
      driver.bytes("freshet.documents", huge, IngestDriver.json("x", "t"));
      assertThat(driver.dlq())
          .extracting(letter -> IngestDriver.header(letter, DeadLetter.FAULT))
          .containsExactly("LANE", "LANE");
      assertThat(driver.dlq().get(1).key()).hasSize(4 << 10);
    }
  }

  @Test
  void recordsWithoutKeyGoToTheMainLane() {
    try (IngestDriver driver = new IngestDriver()) {
      driver.bytes("freshet.documents", null, IngestDriver.json("x", "t"));
      driver.bytes("freshet.documents", new byte[0], IngestDriver.json("y", "t"));
      assertThat(driver.log()).extracting(LogRecord::lane).containsExactly("main", "main");
      assertThat(driver.logKeys()).containsExactly("main", "main");
    }
  }

  @Test
  void aLaneMoreThanTheAdapterHoldsIsRefusedAndTheOthersGoOn() {
    try (IngestDriver driver = new IngestDriver()) {
      for (int i = 0; i <= MAX_LANES; i++) {
        driver.document("lane" + i, "id", "text");
      }
      driver.document("lane0", "id2", "text");
      assertThat(driver.log()).hasSize(MAX_LANES + 1);
      assertThat(driver.dlq()).hasSize(1);
      assertThat(IngestDriver.header(driver.dlq().get(0), DeadLetter.REASON)).contains("max-lanes");
    }
  }

  @Test
  void aDocumentWithoutIdGetsOneFromItsText() {
    try (IngestDriver driver = new IngestDriver()) {
      driver.raw("freshet.documents", "a", "{\"topic\":\"t\",\"text\":\"hello\"}");
      driver.raw("freshet.documents", "a", "{\"topic\":\"t\",\"text\":\"hello\"}");
      assertThat(driver.log())
          .extracting(LogRecord::id)
          .containsExactly(Document.derivedId("hello"));
    }
  }

  @Test
  void commandsTakeTheirPlaceInTheLogAndTwoAlikeAreTwo() {
    try (IngestDriver driver = new IngestDriver()) {
      driver.control("a", "{\"kind\":\"forget\",\"documentId\":\"d1\"}");
      driver.control("a", "{\"kind\":\"flush\"}");
      driver.control("a", "{\"kind\":\"flush\"}");
      assertThat(driver.log())
          .extracting(LogRecord::kind)
          .containsExactly(Kind.FORGET, Kind.FLUSH, Kind.FLUSH);
      assertThat(((Control.Forget) driver.log().get(0).entry()).documentId()).isEqualTo("d1");
    }
  }

  @Test
  void badCommandsBecomeDeadLetters() {
    try (IngestDriver driver = new IngestDriver()) {
      driver.control("a", "{\"kind\":\"forget\"}");
      driver.control("a", "{\"kind\":\"explode\"}");
      driver.control("a", "{\"kind\":\"document\",\"topic\":\"t\",\"text\":\"x\"}");
      driver.control("a", "{}");
      assertThat(driver.log()).isEmpty();
      assertThat(driver.dlq()).hasSize(4);
    }
  }

  @Test
  void anotherTopicIsReadThroughTheMapping() {
    Settings settings =
        TestSettings.settings(
            List.of("news"),
            Map.of("text", "body.plain", "id", "uuid", "time", "published", "lane", "tenant"),
            Map.of());
    try (IngestDriver driver = new IngestDriver(settings)) {
      driver.raw(
          "news",
          "some other key",
          "{\"uuid\":7,\"body\":{\"plain\":\"hello\"},\"published\":1767225600000,"
              + "\"tenant\":\"acme\"}");
      LogRecord record = driver.log().get(0);
      assertThat(record.lane()).isEqualTo("acme");
      assertThat(record.entry())
          .isEqualTo(
              new Document(
                  "7", "news", Instant.parse("2026-01-01T00:00:00Z"), "hello", null, null));
    }
  }

  @Test
  void aMappedTopicWithoutKeysGoesToTheMainLaneAndItsBadRecordsToTheDeadLetters() {
    Settings settings = TestSettings.settings(List.of("news"), Map.of("text", "body"), Map.of());
    try (IngestDriver driver = new IngestDriver(settings)) {
      driver.raw("news", null, "{\"body\":\"hello\"}");
      driver.raw("news", null, "{\"text\":\"not where the mapping says\"}");
      assertThat(driver.log()).extracting(LogRecord::lane).containsExactly("main");
      assertThat(driver.dlq()).hasSize(1);
    }
  }

  @Test
  void aMappingToAnUnknownFieldAndASourceThatIsOursAreConfigurationErrors() {
    assertThatThrownBy(
            () ->
                IngestTopology.build(
                    TestSettings.settings(List.of("news"), Map.of("body", "x"), Map.of()),
                    TestSettings.ground()))
        .isInstanceOf(FreshetException.class)
        .hasMessageContaining("`body`");
    assertThatThrownBy(
            () ->
                IngestTopology.build(
                    TestSettings.settings(List.of("freshet.log"), Map.of(), Map.of()),
                    TestSettings.ground()))
        .isInstanceOf(FreshetException.class)
        .hasMessageContaining("freshet.log");
  }

  @Test
  void lanesAreGatheredInOnePartitionBeforeTheyAreNumbered() {
    TopologyDescription topology =
        IngestTopology.build(TestSettings.settings(), TestSettings.ground()).describe();
    assertThat(topology.subtopologies()).hasSize(2);
    assertThat(topology.toString()).contains("lanes-repartition");
  }
}
