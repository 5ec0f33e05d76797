package dev.freshet.adapter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A chained digest of what a lane computed: H(previous, seq, loss bits, gradient norm bits). Two
 * folds that agree in it took the same steps, to the last bit.
 */
final class Fingerprint {
  static final String FIRST = "0".repeat(64);

  private Fingerprint() {}

  static String next(String previous, long seq, double loss, double gradientNorm) {
    ByteBuffer buffer = ByteBuffer.allocate(24);
    buffer
        .putLong(seq)
        .putLong(Double.doubleToLongBits(loss))
        .putLong(Double.doubleToLongBits(gradientNorm))
        .flip();
    MessageDigest digest = sha256();
    digest.update(previous.getBytes(StandardCharsets.US_ASCII));
    digest.update(buffer);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
