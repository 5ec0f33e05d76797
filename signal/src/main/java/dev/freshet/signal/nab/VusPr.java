package dev.freshet.signal.nab;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The volume under the precision-recall surface (Paparrizos et al., VLDB 2022): the area under the
 * precision-recall curve of labels that fade out over l/2 rows on each side, averaged over l = 0 to
 * L. No threshold is chosen.
 *
 * <p>A row d rows away from an anomaly has the label sqrt(1 - d/l), the larger where two meet. With
 * P rows in anomalies, P_l the sum of all labels, and TP that of the rows at or above a threshold:
 * recall = min(1, TP / ((P + P_l) / 2)) times the share of anomalies that such a row touches, and
 * precision = TP / rows at or above. Rows of equal score enter together.
 */
public final class VusPr {
  /** L in rows: about the length of a disturbance in five-minute readings. */
  public static final int BUFFER = 100;

  private VusPr() {}

  /** The mean over the series that have a window; NaN where none has. Probation is left out. */
  public static double of(List<ScoredSeries> corpus) {
    return corpus.stream()
        .filter(scored -> !scored.series().scoredWindows().isEmpty())
        .mapToDouble(VusPr::of)
        .average()
        .orElse(Double.NaN);
  }

  private static double of(ScoredSeries scored) {
    int start = scored.series().probation();
    double[] scores = Arrays.copyOfRange(scored.scores(), start, scored.scores().length);
    List<NabWindow> windows =
        scored.series().scoredWindows().stream()
            .map(window -> new NabWindow(window.first() - start, window.last() - start))
            .toList();
    return of(scores, windows, BUFFER);
  }

  /** The volume for one series. */
  static double of(double[] scores, List<NabWindow> windows, int buffer) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble((Integer row) -> scores[row]).reversed());
    double sum = 0;
    for (int length = 0; length <= buffer; length++) {
      sum += area(scores, order, windows, length);
    }
    return sum / (buffer + 1);
  }

  private static double area(
      double[] scores, Integer[] order, List<NabWindow> windows, int length) {
    double[] labels = labels(scores.length, windows, length);
    int[] touches = touches(scores.length, windows, length);
    double inside = windows.stream().mapToInt(NabWindow::rows).sum();
    double positives = (inside + Arrays.stream(labels).sum()) / 2;

    boolean[] touched = new boolean[windows.size()];
    int touchedSoFar = 0;
    double truePositives = 0;
    double recallBefore = 0;
    double area = 0;
    for (int i = 0; i < order.length; i++) {
      int row = order[i];
      truePositives += labels[row];
      if (touches[row] >= 0 && !touched[touches[row]]) {
        touched[touches[row]] = true;
        touchedSoFar++;
      }
      if (i + 1 == order.length || scores[order[i + 1]] < scores[row]) {
        double share = touchedSoFar / (double) windows.size();
        double recall = Math.min(1, truePositives / positives) * share;
        area += (recall - recallBefore) * truePositives / (i + 1);
        recallBefore = recall;
      }
    }
    return area;
  }

  private static double[] labels(int rows, List<NabWindow> windows, int length) {
    double[] labels = new double[rows];
    for (NabWindow window : windows) {
      for (int row = from(window, length); row <= to(window, length, rows); row++) {
        int distance = Math.max(0, Math.max(window.first() - row, row - window.last()));
        double label = distance == 0 ? 1 : Math.sqrt(1 - distance / (double) length);
        labels[row] = Math.max(labels[row], label);
      }
    }
    return labels;
  }

  /** For each row the window, buffers included, that it lies in; -1 for none. */
  private static int[] touches(int rows, List<NabWindow> windows, int length) {
    int[] touches = new int[rows];
    Arrays.fill(touches, -1);
    for (int i = 0; i < windows.size(); i++) {
      NabWindow window = windows.get(i);
      Arrays.fill(touches, from(window, length), to(window, length, rows) + 1, i);
    }
    return touches;
  }

  private static int from(NabWindow window, int length) {
    return Math.max(0, window.first() - length / 2);
  }

  private static int to(NabWindow window, int length, int rows) {
    return Math.min(rows - 1, window.last() + length / 2);
  }
}
