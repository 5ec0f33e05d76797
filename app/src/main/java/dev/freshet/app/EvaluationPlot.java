package dev.freshet.app;

import dev.freshet.learner.evaluation.Comparison;
import dev.freshet.learner.evaluation.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Uptake against log damage, one line a method, and where things stand in it: what both its
 * drawings share.
 *
 * @param budget the damage at which methods are compared
 */
record EvaluationPlot(String title, List<Series> series, double budget) {
  static final int WIDTH = 960;
  static final int HEIGHT = 540;
  static final int LEFT = 72;
  static final int RIGHT = 24;
  static final int TOP = 76;
  static final int LEGEND = 36;
  static final int LEGEND_ROW = 20;
  static final int BOTTOM = 60;

  /** A method's points, in the order of their rates. */
  record Series(String name, List<Point> points) {}

  /** A rate. */
  record Point(double kl, double gain, @Nullable Interval ci, boolean selected) {}

  /** A mark on an axis. */
  record Tick(double at, String label) {}

  static EvaluationPlot of(EvaluationResult result) {
    List<Series> series = new ArrayList<>();
    for (EvaluationResult.Line line : result.lines()) {
      List<Point> points = new ArrayList<>();
      for (double rate : line.curve().rates()) {
        Comparison.Row row = result.comparison().row(line.curve(), rate);
        if (row.kl() > 0 && Double.isFinite(row.kl()) && Double.isFinite(row.gain())) {
          points.add(new Point(row.kl(), row.gain(), row.gainCi95(), rate == line.selected()));
        }
      }
      series.add(new Series(line.name(), points));
    }
    String what =
        result.mode().equals("sequence")
            ? "All documents in sequence"
            : "One step on each document by itself";
    return new EvaluationPlot(what, series, result.budget());
  }

  private List<Point> points() {
    return series.stream().flatMap(one -> one.points().stream()).toList();
  }

  private double lowestKl() {
    double lowest = points().stream().mapToDouble(Point::kl).min().orElse(budget);
    return Math.max(Double.MIN_NORMAL, Math.min(budget, lowest)) / 1.3;
  }

  private double highestKl() {
    double highest = points().stream().mapToDouble(Point::kl).max().orElse(budget);
    return Math.max(budget, highest) * 1.3;
  }

  private double lowestGain() {
    return Math.min(
        0,
        points().stream()
            .mapToDouble(point -> point.ci() == null ? point.gain() : point.ci().low())
            .min()
            .orElse(0));
  }

  private double highestGain() {
    double highest =
        points().stream()
            .mapToDouble(point -> point.ci() == null ? point.gain() : point.ci().high())
            .max()
            .orElse(1);
    return highest > lowestGain() ? highest : lowestGain() + 1;
  }

  double x(double kl) {
    double share = Math.log(kl / lowestKl()) / Math.log(highestKl() / lowestKl());
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  double y(double gain) {
    double share = (gain - lowestGain()) / (highestGain() - lowestGain());
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }

  /** 1, 2 and 5 of each power of ten. */
  List<Tick> klTicks() {
    List<Tick> ticks = new ArrayList<>();
    int from = (int) Math.floor(Math.log10(lowestKl()));
    int to = (int) Math.ceil(Math.log10(highestKl()));
    for (int power = from; power <= to; power++) {
      for (int digit : to - from > 4 ? new int[] {1} : new int[] {1, 2, 5}) {
        double kl = digit * Math.pow(10, power);
        if (kl >= lowestKl() && kl <= highestKl()) {
          ticks.add(new Tick(x(kl), label(kl)));
        }
      }
    }
    return ticks;
  }

  /** About six round numbers. */
  List<Tick> gainTicks() {
    double rough = (highestGain() - lowestGain()) / 6;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step =
        power * (rough / power > 5 ? 10 : rough / power > 2 ? 5 : rough / power > 1 ? 2 : 1);
    List<Tick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(lowestGain() / step); i * step <= highestGain(); i++) {
      ticks.add(new Tick(y(i * step), label(i * step)));
    }
    return ticks;
  }

  static String label(double value) {
    String text = String.format(Locale.ROOT, "%.5g", value);
    return text.contains("e") ? text : text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
