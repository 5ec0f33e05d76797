package dev.freshet.signal.nab;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a detection at each row is worth before weights are applied: 1 at the start of a window,
 * falling to 0 at its end, then to -1 with the distance behind it.
 *
 * <p>With sigma(p) = 2 / (1 + e^(5p)) - 1, and -1 for p above 3:
 *
 * <ul>
 *   <li>inside a window of w rows that ends at r: sigma(-(r - i + 1) / w) / sigma(-1);
 *   <li>behind it: sigma((i - r) / (w - 1)), not divided;
 *   <li>before the first window: -1.
 * </ul>
 */
final class DetectionValues {
  private DetectionValues() {}

  /** One value for each row of a series. */
  static double[] of(int rows, List<NabWindow> windows) {
    double[] values = new double[rows];
    int next = 0;
    NabWindow before = null;
    for (int row = 0; row < rows; row++) {
      if (next < windows.size() && row > windows.get(next).last()) {
        before = windows.get(next++);
      }
      boolean inside = next < windows.size() && row >= windows.get(next).first();
      values[row] = inside ? within(row, windows.get(next)) : behind(row, before);
    }
    return values;
  }

  private static double within(int row, NabWindow window) {
    double position = -(window.last() - row + 1) / (double) window.rows();
    return sigmoid(position) / sigmoid(-1);
  }

  private static double behind(int row, @Nullable NabWindow window) {
    if (window == null) {
      return -1;
    }
    return sigmoid((row - window.last()) / (double) Math.max(1, window.rows() - 1));
  }

  static double sigmoid(double position) {
    return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
  }
}
