package dev.freshet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Entry;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.Limits;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.SealedDocument;
import dev.freshet.ingest.shred.KeyTable;
import dev.freshet.ingest.shred.StoredKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** What ingest writes with {@code log.shred}: sealed documents, and the key of each. */
class SealedLogTest {
  private static KeyTable table(List<TestRecord<byte[], byte[]>> keys) {
    KeyTable table = new KeyTable();
    keys.forEach(key -> table.put(key.key(), key.value(), "test"));
    return table;
  }

  private static List<String> texts(List<LogRecord> log, KeyTable table) {
    return log.stream()
        .map(record -> table.opened(record).entry())
        .filter(Document.class::isInstance)
        .map(entry -> ((Document) entry).text())
        .toList();
  }

  @Test
  void everyDocumentIsSealedUnderAKeyOfItsOwnAndACommandStaysAsItIs() {
    try (IngestDriver ingest = new IngestDriver(TestSettings.shredding())) {
      ingest.document("a", "1", "one");
      ingest.document("b", "1", "two");
      ingest.control("a", "{\"kind\":\"flush\",\"id\":\"f\"}");
      ingest.document("a", "2", "three");
      List<Entry> entries = ingest.log().stream().map(LogRecord::entry).toList();
      assertThat(entries).filteredOn(SealedDocument.class::isInstance).hasSize(3);
      assertThat(entries).noneMatch(Document.class::isInstance);
      List<TestRecord<byte[], byte[]>> keys = ingest.keys();
      assertThat(keys)
          .extracting(key -> new String(key.key(), StandardCharsets.UTF_8))
          .containsExactly("a/1", "b/1", "a/3");
      assertThat(texts(ingest.log(), table(keys))).containsExactly("one", "two", "three");
    }
  }

  @Test
  void placesCountThePartitionsRecordsAlsoAfterARestart() {
    try (IngestDriver before = new IngestDriver(TestSettings.shredding());
        IngestDriver after = new IngestDriver(TestSettings.shredding())) {
      before.document("a", "1", "one");
      before.control("b", "{\"kind\":\"flush\",\"id\":\"f\"}");
      before.document("b", "1", "two");
      after.restoreFrom(before);
      after.document("a", "2", "three");
      assertThat(places(before)).containsExactly(1L, 3L);
      assertThat(places(after)).containsExactly(4L);
    }
  }

  private static List<Long> places(IngestDriver ingest) {
    return ingest.log().stream()
        .map(LogRecord::entry)
        .filter(SealedDocument.class::isInstance)
        .map(entry -> ((SealedDocument) entry).place())
        .toList();
  }

  @Test
  void aKeyHasTheClocksTimeAndLiesBesideItsLane() {
    Instant before = Instant.now().minus(Duration.ofMinutes(1));
    try (IngestDriver ingest = new IngestDriver(TestSettings.shredding())) {
      ingest.document("acme", "1", "one");
      TestRecord<byte[], byte[]> key = ingest.keys().get(0);
      assertThat(key.getRecordTime()).isAfter(before);
      assertThat(StoredKey.besideItsLane("freshet.keys", key.key(), key.value(), 16))
          .isEqualTo(Optional.of(Set.of(Lane.partition("acme", 16))));
    }
  }

  @Test
  void theMemoryForgetsAForgottenDocumentSoThatItMayComeAgain() {
    try (IngestDriver ingest = new IngestDriver(TestSettings.shredding())) {
      ingest.document("a", "1", "one");
      ingest.document("a", "1", "one");
      ingest.document("a", "2", "two");
      assertThat(ingest.log()).hasSize(2);
      ingest.control("a", "{\"kind\":\"forget\",\"id\":\"f\",\"documentId\":\"1\"}");
      assertThat(ingest.remembered("a", "1")).isNull();
      assertThat(ingest.remembered("a", "2")).isNotNull();
      ingest.document("a", "1", "one");
      assertThat(ingest.log()).hasSize(4);
      assertThat(texts(ingest.log(), table(ingest.keys()))).containsExactly("one", "two", "one");
    }
  }

  @Test
  void theLargestDocumentFitsTheLogSealed() {
    try (IngestDriver ingest = new IngestDriver(TestSettings.shredding())) {
      ingest.document("a", "1", "é".repeat(TestSettings.MAX_RECORD / 2 - 200));
      assertThat(ingest.dlq()).isEmpty();
      byte[] logged = Json.bytes(ingest.log().get(0));
      assertThat(logged.length)
          .isGreaterThan(TestSettings.MAX_RECORD + (20 << 10))
          .isLessThan(Limits.written(TestSettings.shredding()));
    }
  }

  @Test
  void withoutTheSettingNothingIsSealedAndNoKeyIsWritten() {
    try (IngestDriver ingest = new IngestDriver(TestSettings.settings())) {
      ingest.document("a", "1", "one");
      ingest.control("a", "{\"kind\":\"forget\",\"id\":\"f\",\"documentId\":\"1\"}");
      assertThat(ingest.log().get(0).entry()).isInstanceOf(Document.class);
      assertThat(ingest.keys()).isEmpty();
      assertThat(ingest.remembered("a", "1")).isNotNull();
    }
  }
}
