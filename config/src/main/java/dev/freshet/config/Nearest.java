package dev.freshet.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToIntBiFunction;

/** The names closest to one that was mistyped. */
final class Nearest {
  private static final int MOST = 3;

  /** The cost of a right key in another section: up to two slips in the section's name go first. */
  private static final int OTHER_SECTION = 3;

  private static final int FAR = Integer.MAX_VALUE;

  private Nearest() {}

  /** Dotted keys: near as a whole, or right (or nearly so) but in another section. */
  static List<String> keys(String written, Collection<String> candidates) {
    return best(written, candidates, Nearest::costOfKey);
  }

  /** Plain words: near as a whole. */
  static List<String> words(String written, Collection<String> candidates) {
    return best(written, candidates, Nearest::costOfWord);
  }

  private static List<String> best(
      String written, Collection<String> candidates, ToIntBiFunction<String, String> cost) {
    List<String> best = new ArrayList<>();
    int least = FAR;
    for (String candidate : candidates) {
      int itsCost = cost.applyAsInt(written, candidate);
      if (itsCost < least) {
        best.clear();
        least = itsCost;
      }
      if (itsCost == least && itsCost != FAR && best.size() < MOST) {
        best.add(candidate);
      }
    }
    return best;
  }

  private static int costOfKey(String written, String candidate) {
    String leaf = leaf(written);
    int whole = costOfWord(written, candidate);
    if (candidate.endsWith("." + written) || leaf.equals(leaf(candidate))) {
      return Math.min(whole, OTHER_SECTION);
    }
    int byLeaf = costOfWord(leaf, leaf(candidate));
    return Math.min(whole, byLeaf == FAR ? FAR : byLeaf + OTHER_SECTION);
  }

  /** A third of the letters may be wrong; beyond that a suggestion would puzzle more than help. */
  private static int costOfWord(String written, String candidate) {
    int distance = distance(written, candidate);
    return distance <= Math.max(1, written.length() / 3) ? distance : FAR;
  }

  private static String leaf(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /** Edits (insert, delete, replace, swap of neighbours) from one word to the other. */
  static int distance(String from, String to) {
    // A longer word is far from every key whatever the rest; the bound keeps the table small.
    if (from.length() > 200) {
      return FAR;
    }
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(edits, from, to, i, j);
      }
    }
    return edits[from.length()][to.length()];
  }

  private static int cheapest(int[][] edits, String from, String to, int i, int j) {
    int replace = edits[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replace, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
  }
}
