package dev.freshet.learner.gate;

import java.util.HashMap;
import java.util.Map;

/**
 * How well the text compresses, by the number of its phrases (Ziv and Lempel 1978), scaled so that
 * longer texts of the same kind score alike. Our own parsing: what a zlib makes of a text differs
 * between hosts, and the gate's decisions must not.
 */
final class Compressibility implements NoveltyScore {
  /** Phrases of natural text grow about as this power of its length. */
  private static final double GROWTH = 0.8;

  /** A longer text is judged by its beginning. */
  private static final int READ = 16_384;

  @Override
  public ScoreDescription description() {
    return new ScoreDescription(
        "compressibility",
        "LZ78 phrases over (characters to the power 0.8)",
        "max(0, -z - 4)",
        "Ziv and Lempel 1978");
  }

  @Override
  public double of(Glance glance) {
    String text = glance.reading().text();
    int read = Math.min(text.length(), READ);
    return read == 0 ? Double.NaN : phrases(text, read) / Math.pow(read, GROWTH);
  }

  /** Each phrase is the longest one before it and one more character. */
  static int phrases(String text, int read) {
    Map<Long, Integer> dictionary = new HashMap<>();
    int phrase = 0;
    int phrases = 0;
    for (int at = 0; at < read; at++) {
      long longer = ((long) phrase << Character.SIZE) | text.charAt(at);
      Integer known = dictionary.get(longer);
      if (known == null) {
        phrases++;
        dictionary.put(longer, phrases);
        phrase = 0;
      } else {
        phrase = known;
      }
    }
    return phrase == 0 ? phrases : phrases + 1;
  }

  @Override
  public double novelty(double z) {
    return NoveltyScore.below(z, 4);
  }
}
