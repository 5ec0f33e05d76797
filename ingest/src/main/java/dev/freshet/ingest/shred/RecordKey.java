package dev.freshet.ingest.shred;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.SealedDocument;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of one log record: 32 bytes that encrypt its text, and 32 that its digest is made under.
 * A plain digest of a short text could be found by trying.
 *
 * <p>AES-256 in Galois/counter mode (NIST SP 800-38D) with a random nonce of 96 bits and a tag of
 * 128; lane and number are its additional data, so that no text can be moved to another record. The
 * digest is HMAC-SHA-256 (RFC 2104). Immutable, safe for every thread.
 */
public final class RecordKey {
  static final int BYTES = 64;

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String MAC = "HmacSHA256";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /** What stays open: a report names it when the key is gone. */
  private static final List<String> OPEN = List.of("kind", "id", "topic", "time");

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] bytes;

  private RecordKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A key that nothing was sealed with yet. */
  public static RecordKey fresh() {
    return new RecordKey(random(BYTES));
  }

  static RecordKey of(byte[] bytes) {
    return new RecordKey(bytes.clone());
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /**
   * The record with its document sealed.
   *
   * @param place rank of the record in its partition
   */
  public LogRecord sealed(LogRecord record, Document document, long place) {
    ObjectNode content = document.toTree();
    content.remove(OPEN);
    byte[] nonce = random(NONCE_BYTES);
    byte[] secret = crypt(Cipher.ENCRYPT_MODE, record, nonce, Json.bytes(content));
    byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + secret.length);
    System.arraycopy(secret, 0, whole, NONCE_BYTES, secret.length);
    return new LogRecord(
        record.schemaVersion(),
        record.seq(),
        record.lane(),
        digest(document),
        new SealedDocument(
            document.id(),
            document.topic(),
            document.time(),
            place,
            Base64.getEncoder().encodeToString(whole)));
  }

  /**
   * The record with its document as it was before.
   *
   * @throws FreshetException ARTEFACT where the text is not of this record and this key
   */
  LogRecord opened(LogRecord record, SealedDocument text) {
    try {
      byte[] whole = Base64.getDecoder().decode(text.sealed());
      byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
      byte[] secret = Arrays.copyOfRange(whole, NONCE_BYTES, whole.length);
      Decoded<Document> document =
          Json.read(crypt(Cipher.DECRYPT_MODE, record, nonce, secret))
              .then(content -> Json.bind(named(content, text), Document.class));
      return new LogRecord(
          record.schemaVersion(), record.seq(), record.lane(), record.digest(), document.orThrow());
    } catch (IllegalArgumentException e) {
      throw foreign(record, e);
    }
  }

  private static ObjectNode named(ObjectNode content, SealedDocument text) {
    text.toTree().properties().stream()
        .filter(field -> OPEN.contains(field.getKey()))
        .forEach(field -> content.set(field.getKey(), field.getValue()));
    return content;
  }

  private String digest(Document document) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(bytes, BYTES / 2, BYTES / 2, MAC));
      return Digests.hex(mac.doFinal(document.digest().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has " + MAC, e);
    }
  }

  private byte[] crypt(int mode, LogRecord record, byte[] nonce, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(
          mode,
          new SecretKeySpec(bytes, 0, BYTES / 2, "AES"),
          new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(StoredKey.name(record.lane(), record.seq()));
      return cipher.doFinal(text);
    } catch (AEADBadTagException e) {
      throw foreign(record, e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has " + CIPHER, e);
    }
  }

  private static FreshetException foreign(LogRecord record, Exception cause) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        "the text of record " + record.seq() + " does not open with its key",
        "lane " + record.lane(),
        "restore the log and the topic of its keys from the same backup",
        cause);
  }

  private static byte[] random(int count) {
    byte[] random = new byte[count];
    RANDOM.nextBytes(random);
    return random;
  }
}
