package dev.freshet.learner.weighting;

/**
 * Counts of words in bounded memory (Cormode and Muthukrishnan 2005), with conservative update
 * (Estan and Varghese 2002): a count is never too low, and too high only where a word collides in
 * every row.
 */
final class CountMinSketch {
  static final int ROWS = 4;
  static final int WIDTH = 1 << 14;

  /** Numbers in a table. */
  static final int SIZE = ROWS * WIDTH;

  private CountMinSketch() {}

  static double count(double[] table, String word) {
    long hash = hash(word);
    double least = Double.POSITIVE_INFINITY;
    for (int row = 0; row < ROWS; row++) {
      least = Math.min(least, table[cell(hash, row)]);
    }
    return least;
  }

  /** Adds one, in place. */
  static void add(double[] table, String word) {
    long hash = hash(word);
    double next = count(table, word) + 1;
    for (int row = 0; row < ROWS; row++) {
      int cell = cell(hash, row);
      table[cell] = Math.max(table[cell], next);
    }
  }

  /** Rows from two hashes (Kirsch and Mitzenmacher 2006). */
  private static int cell(long hash, int row) {
    int step = (int) (hash >>> 32) | 1;
    return row * WIDTH + (((int) hash + row * step) & (WIDTH - 1));
  }

  /** FNV-1a over the UTF-16 units, then SplitMix64's finaliser. */
  private static long hash(String word) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }
}
