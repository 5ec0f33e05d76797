package dev.freshet.learner.gate;

import java.util.Arrays;

/**
 * Hashes of the last texts that were learned, whatever their ids: the same text is not learned
 * twice. White space does not count.
 *
 * @param hashes 52 bits each, which a double holds exactly
 * @param next where the next one goes
 */
record SeenTexts(double[] hashes, int next) {
  static final int MOST = 4096;
  static final SeenTexts NONE = new SeenTexts(new double[0], 0);

  boolean has(double hash) {
    return Arrays.stream(hashes).anyMatch(seen -> seen == hash);
  }

  SeenTexts with(double hash) {
    if (has(hash)) {
      return this;
    }
    int place = hashes.length < MOST ? hashes.length : next;
    double[] grown = Arrays.copyOf(hashes, Math.min(hashes.length + 1, MOST));
    grown[place] = hash;
    return new SeenTexts(grown, (place + 1) % MOST);
  }

  /** FNV-1a over the UTF-16 units that are no white space, then SplitMix64's finaliser. */
  static double hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isWhitespace(text.charAt(i))) {
        hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
      }
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return (hash ^ (hash >>> 31)) >>> 12;
  }

  double[] toVector() {
    double[] vector = new double[hashes.length + 1];
    vector[0] = next;
    System.arraycopy(hashes, 0, vector, 1, hashes.length);
    return vector;
  }

  static SeenTexts of(double[] vector) {
    return new SeenTexts(Arrays.copyOfRange(vector, 1, vector.length), (int) vector[0]);
  }
}
