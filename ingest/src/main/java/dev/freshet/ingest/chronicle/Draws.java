package dev.freshet.ingest.chronicle;

/**
 * Random numbers as a function of seed, stream and counter: the output function of SplitMix64
 * (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014) over a
 * hashed key. Integer arithmetic only, so equal on every host. Not safe for several threads.
 */
final class Draws {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private final long seed;
  private long key;
  private long counter;

  Draws(long seed) {
    this.seed = mix(seed + GAMMA);
  }

  /** Goes to the beginning of a stream, for instance a document's. */
  Draws at(long stream) {
    key = mix(seed ^ mix(stream * GAMMA + 1));
    counter = 0;
    return this;
  }

  long next() {
    return mix(key + GAMMA * ++counter);
  }

  /** From 0 to the bound, exclusive; the bias of at most bound / 2^32 does not matter here. */
  int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** In [0, 1), with 53 bits. */
  double unit() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  boolean chance(double probability) {
    return unit() < probability;
  }

  <T> T of(java.util.List<T> list) {
    return list.get(below(list.size()));
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
