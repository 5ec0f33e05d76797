package dev.freshet.ingest.records;

import dev.freshet.ingest.records.Decoded.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: what is not well-formed is refused, never replaced. */
public final class Utf8 {
  private Utf8() {}

  /** A decoder that reports malformed input. */
  public static CharsetDecoder strict() {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  public static Decoded<String> decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return Decoded.good(strict().decode(in).toString());
    } catch (CharacterCodingException e) {
      return Decoded.bad(Fault.NOT_UTF8, "not well-formed UTF-8 at byte " + in.position());
    }
  }
}
