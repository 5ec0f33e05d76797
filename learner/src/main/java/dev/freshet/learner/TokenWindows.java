package dev.freshet.learner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a text that is longer than a model's context into windows that it can read. */
public final class TokenWindows {
  private TokenWindows() {}

  /**
   * Windows in which every token but the first of all is predicted exactly once: each begins with
   * the last token of the one before.
   */
  public static List<int[]> predictingAll(int[] ids, int context) {
    List<int[]> windows = new ArrayList<>();
    for (int from = 0; from < ids.length - 1; from += context - 1) {
      windows.add(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + context)));
    }
    return windows;
  }

  /** Windows without overlap; the first token of each is not predicted. */
  public static List<int[]> disjoint(int[] ids, int context) {
    List<int[]> windows = new ArrayList<>();
    for (int from = 0; from < ids.length; from += context) {
      windows.add(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + context)));
    }
    return windows;
  }
}
