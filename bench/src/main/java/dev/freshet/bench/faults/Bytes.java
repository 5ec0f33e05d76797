package dev.freshet.bench.faults;

import java.util.Arrays;
import java.util.Random;

/** Damage to bytes: one bit flipped, or the end cut off. */
final class Bytes {
  private static final int CUTS_IN = 8;

  private Bytes() {}

  /** Every eighth fault is a cut. */
  static byte[] damaged(byte[] whole, Random random) {
    if (random.nextInt(CUTS_IN) == 0) {
      return Arrays.copyOf(whole, random.nextInt(whole.length));
    }
    byte[] copy = whole.clone();
    copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
    return copy;
  }
}
