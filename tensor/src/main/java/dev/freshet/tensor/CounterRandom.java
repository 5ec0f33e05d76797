package dev.freshet.tensor;

/**
 * Random numbers as a pure function of a key and a counter: Philox4x32-10 of Salmon et al.,
 * "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). The n-th number of a stream is the same
 * whatever was drawn before, so a step can be computed again without a generator's state.
 *
 * <p>Not safe for use by several threads.
 */
public final class CounterRandom {
  private static final int M0 = 0xD2511F53;
  private static final int M1 = 0xCD9E8D57;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;

  private final int key0;
  private final int key1;
  private final long stream;
  private long block;
  private int[] words = new int[4];
  private int used = 4;

  /**
   * @param seed chooses the family of streams
   * @param stream the stream within it, for instance a step
   */
  public CounterRandom(long seed, long stream) {
    this.key0 = (int) seed;
    this.key1 = (int) (seed >>> 32);
    this.stream = stream;
  }

  /** A seed from a name, for instance a lane's: FNV-1a over its UTF-16 units. */
  public static long seedOf(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** 32 random bits. */
  public int nextBits() {
    if (used == 4) {
      words =
          philox(
              (int) block, (int) (block >>> 32), (int) stream, (int) (stream >>> 32), key0, key1);
      block++;
      used = 0;
    }
    return words[used++];
  }

  /** Uniform in [0, 1), with 53 bits. */
  public double nextDouble() {
    long high = nextBits() & 0xFFFFFFFFL;
    long low = nextBits() & 0xFFFFFFFFL;
    return ((high << 21) ^ (low >>> 11)) * 0x1.0p-53;
  }

  /** Uniform in 0 to bound, exclusive; unbiased (Lemire 2019, by rejection). */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("a bound is above 0");
    }
    long threshold = (1L << 32) % bound;
    while (true) {
      long product = (nextBits() & 0xFFFFFFFFL) * bound;
      if ((product & 0xFFFFFFFFL) >= threshold) {
        return (int) (product >>> 32);
      }
    }
  }

  /** Normal with mean 0 and variance 1 (Box and Muller 1958, the cosine branch). */
  public double nextGaussian() {
    double radius = Math.sqrt(-2 * Math.log(1 - nextDouble()));
    return radius * Math.cos(2 * Math.PI * nextDouble());
  }

  /** Shuffles in place (Fisher and Yates). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }

  static int[] philox(int c0, int c1, int c2, int c3, int k0, int k1) {
    for (int round = 0; round < 10; round++) {
      long p0 = (M0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long p1 = (M1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c0 = n0;
      c1 = (int) p1;
      c2 = n2;
      c3 = (int) p0;
      k0 += W0;
      k1 += W1;
    }
    return new int[] {c0, c1, c2, c3};
  }
}
