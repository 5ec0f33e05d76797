package dev.freshet.ingest.shred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Kind;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.SealedDocument;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class RecordKeyTest {
  private static final JsonSerde<LogRecord> LOG = JsonSerde.of(LogRecord.class);
  private static final Document DOCUMENT =
      new Document(
          "d1",
          "ports",
          Instant.parse("2026-01-31T12:00:00Z"),
          "The safe's code is 4711.",
          "Grüße, größer",
          "https://example.org/safe");
  private static final LogRecord RECORD = LogRecord.of(7, "main", DOCUMENT);

  private final RecordKey key = RecordKey.fresh();
  private final LogRecord sealed = key.sealed(RECORD, DOCUMENT, 9);

  private static LogRecord opened(RecordKey key, LogRecord sealed) {
    return key.opened(sealed, (SealedDocument) sealed.entry());
  }

  @Test
  void theSealedRecordShowsWhatNamesItAndNothingThatItSays() {
    String json = new String(LOG.encode(sealed), StandardCharsets.UTF_8);
    assertThat(json)
        .contains("\"kind\":\"document\"", "d1", "ports", "\"place\":9")
        .doesNotContain("safe", "4711", "Grüße", "example.org", DOCUMENT.digest());
    assertThat(sealed.kind()).isEqualTo(Kind.DOCUMENT);
  }

  @Test
  void itsKeyOpensItAfterATripThroughTheTopics() {
    LogRecord read = LOG.decode(LOG.encode(sealed)).orThrow();
    StoredKey stored = StoredKey.decode(new StoredKey(9, key).encode(), "here");
    assertThat(stored.place()).isEqualTo(9);
    LogRecord opened = opened(stored.key(), read);
    assertThat(opened.entry()).isEqualTo(DOCUMENT);
    assertThat(opened.seq()).isEqualTo(7);
    assertThat(opened.digest()).isEqualTo(sealed.digest());
  }

  /** Another implementation's view: the form is the one that the decision record states. */
  @Test
  void itIsAesInGaloisCounterModeBesideItsLaneAndNumberAndTheDigestAnHmac() throws Exception {
    byte[] bytes = key.bytes();
    byte[] whole = Base64.getDecoder().decode(((SealedDocument) sealed.entry()).sealed());
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(Arrays.copyOf(bytes, 32), "AES"),
        new GCMParameterSpec(128, Arrays.copyOf(whole, 12)));
    cipher.updateAAD("main/7".getBytes(StandardCharsets.UTF_8));
    String content =
        new String(
            cipher.doFinal(Arrays.copyOfRange(whole, 12, whole.length)), StandardCharsets.UTF_8);
    assertThat(content)
        .isEqualTo(
            "{\"text\":\"The safe's code is 4711.\",\"title\":\"Grüße, größer\","
                + "\"source\":\"https://example.org/safe\"}");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Arrays.copyOfRange(bytes, 32, 64), "HmacSHA256"));
    byte[] expected = mac.doFinal(DOCUMENT.digest().getBytes(StandardCharsets.UTF_8));
    assertThat(sealed.digest()).isEqualTo(HexFormat.of().formatHex(expected));
  }

  @Test
  void aTextThatWasMovedOrChangedOrIsOfAnotherKeyDoesNotOpen() {
    SealedDocument text = (SealedDocument) sealed.entry();
    byte[] flipped = Base64.getDecoder().decode(text.sealed());
    flipped[flipped.length - 1] ^= 1;
    List<LogRecord> forged =
        new ArrayList<>(List.of(LogRecord.of(8, "main", text), LogRecord.of(7, "other", text)));
    for (String other :
        List.of("AAAA", "not base64!", Base64.getEncoder().encodeToString(flipped))) {
      forged.add(
          LogRecord.of(
              7, "main", new SealedDocument(text.id(), text.topic(), text.time(), 9, other)));
    }
    for (LogRecord record : forged) {
      assertThatThrownBy(() -> opened(key, record))
          .isInstanceOfSatisfying(
              FreshetException.class,
              e -> assertThat(e.code()).as(record.toString()).isEqualTo(ExitCode.ARTEFACT));
    }
    assertThatThrownBy(() -> opened(RecordKey.fresh(), sealed))
        .hasMessageContaining("does not open with its key");
  }

  @Test
  void noTwoKeysAreEqualAndNoTextIsSealedTwiceInTheSameWay() {
    assertThat(RecordKey.fresh().bytes()).isNotEqualTo(key.bytes());
    assertThat(key.sealed(RECORD, DOCUMENT, 9).entry()).isNotEqualTo(sealed.entry());
  }

  @Test
  void aTableLosesWhatATombstoneNames() {
    KeyTable table = new KeyTable();
    table.put(StoredKey.name("main", 7), new StoredKey(9, key).encode(), "here");
    assertThat(table.open(0).opened(sealed).entry()).isEqualTo(DOCUMENT);
    table.put(StoredKey.name("main", 7), null, "here");
    assertThat(table.open(0).opened(sealed)).isSameAs(sealed);
    assertThatThrownBy(() -> table.put(StoredKey.name("main", 8), new byte[3], "keys-0"))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.where()).isEqualTo("keys-0"));
  }
}
