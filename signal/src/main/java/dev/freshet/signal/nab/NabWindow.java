package dev.freshet.signal.nab;

/**
 * The rows around an anomaly in which a detection counts.
 *
 * @param first row number, from 0
 * @param last row number, inclusive
 */
public record NabWindow(int first, int last) {

  public NabWindow {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException("a window from row " + first + " to row " + last);
    }
  }

  int rows() {
    return last - first + 1;
  }
}
