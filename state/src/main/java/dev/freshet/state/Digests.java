package dev.freshet.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** The digests that name chunks, arrays, weights and checkpoints: SHA-256, in hexadecimal. */
public final class Digests {
  private Digests() {}

  /**
   * The digest of a set of weights: for each array, in the order of names, {@code name NUL dtype
   * NUL shape NUL bytes}, the shape as decimal numbers with commas between them.
   */
  public static String ofWeights(Collection<NamedArray> arrays) {
    List<NamedArray> inOrder =
        arrays.stream().sorted(Comparator.comparing(NamedArray::name)).toList();
    MessageDigest digest = sha256();
    for (NamedArray array : inOrder) {
      String shape = String.join(",", array.shape().stream().map(String::valueOf).toList());
      String head = array.name() + '\0' + array.dtype() + '\0' + shape + '\0';
      digest.update(head.getBytes(UTF_8));
      digest.update(array.bytes());
    }
    return hex(digest);
  }

  static String of(ByteBuffer bytes) {
    MessageDigest digest = sha256();
    digest.update(bytes);
    return hex(digest);
  }

  static String of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
