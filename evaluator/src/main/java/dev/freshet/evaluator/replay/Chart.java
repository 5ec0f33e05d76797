package dev.freshet.evaluator.replay;

import dev.freshet.evaluator.report.Html;
import java.util.List;
import java.util.Locale;

/** Drawings for a report: inline SVG that scales with the page and takes its colours from it. */
final class Chart {
  private static final int WIDTH = 440;
  private static final int HEIGHT = 230;
  private static final int LEFT = 46;
  private static final int RIGHT = 12;
  private static final int TOP = 12;
  private static final int BOTTOM = 34;
  private static final int TICKS = 4;
  private static final int COLOURS = 6;
  private static final int ROW = 30;

  /**
   * A line through points, in the order of x.
   *
   * @param colour number of the variant
   */
  record Line(String name, int colour, double[] x, double[] y) {}

  /** A mean and its interval on a line of its own. */
  record Interval(String name, int colour, double value, double low, double high) {}

  private Chart() {}

  /** The name of a variant's colour, for {@code style} attributes. */
  static String colour(int variant) {
    return "var(--c" + variant % COLOURS + ")";
  }

  /** Lines over a common x axis that begins at 0. */
  static String lines(String title, String xLabel, double xMost, List<Line> lines) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Line line : lines) {
      for (int i = 0; i < line.x().length; i++) {
        low = Math.min(low, line.y()[i]);
        high = Math.max(high, line.y()[i]);
      }
    }
    if (low > high) {
      return "";
    }
    Scale y = Scale.of(low, high);
    StringBuilder svg = begin(title, HEIGHT);
    for (double tick : y.ticks()) {
      double at = place(tick, y);
      svg.append(rule(at)).append(text(LEFT - 6, at + 4, "end", y.label(tick)));
    }
    for (double share : new double[] {0, 0.5, 1}) {
      svg.append(
          text(
              LEFT + share * (WIDTH - LEFT - RIGHT),
              HEIGHT - BOTTOM + 16,
              share == 0 ? "start" : share == 1 ? "end" : "middle",
              String.format(Locale.ROOT, "%.0f", share * xMost)));
    }
    svg.append(text(LEFT + (WIDTH - LEFT - RIGHT) / 2.0, HEIGHT - 3, "middle", xLabel));
    for (Line line : lines) {
      StringBuilder points = new StringBuilder();
      for (int i = 0; i < line.x().length; i++) {
        double x = LEFT + line.x()[i] / xMost * (WIDTH - LEFT - RIGHT);
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, place(line.y()[i], y)));
      }
      svg.append(
          "<polyline fill=\"none\" stroke-width=\"2\" stroke-linejoin=\"round\" style=\"stroke: %s\"%s points=\"%s\"><title>%s</title></polyline>%n"
              .formatted(
                  colour(line.colour()),
                  line.colour() >= COLOURS ? " stroke-dasharray=\"5 3\"" : "",
                  points.toString().strip(),
                  Html.escaped(line.name())));
    }
    return svg.append("</svg>\n").toString();
  }

  /** Means with their intervals beneath each other, and a line at 0. */
  static String intervals(String title, List<Interval> intervals) {
    double low = 0;
    double high = 0;
    for (Interval interval : intervals) {
      low = Math.min(low, Math.min(interval.value(), finite(interval.low())));
      high = Math.max(high, Math.max(interval.value(), finite(interval.high())));
    }
    Scale x = Scale.of(low, high);
    int height = TOP + ROW * intervals.size() + BOTTOM - 10;
    StringBuilder svg = begin(title, height);
    for (double tick : x.ticks()) {
      double at = along(tick, x);
      svg.append(
          "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n"
              .formatted(
                  Math.abs(tick) < 1e-12 ? "zero" : "rule", at, at, TOP, height - BOTTOM + 10));
      svg.append(text(at, height - 6, "middle", x.label(tick)));
    }
    for (int i = 0; i < intervals.size(); i++) {
      Interval interval = intervals.get(i);
      double at = TOP + ROW * i + ROW / 2.0 + 5;
      svg.append(text(LEFT, at - 10, "start", shortened(interval.name())));
      if (Double.isFinite(interval.low())) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<line stroke-width=\"3\" stroke-linecap=\"round\" style=\"stroke: %s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
                colour(interval.colour()),
                along(interval.low(), x),
                along(interval.high(), x),
                at,
                at));
      }
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle r=\"5\" style=\"fill: %s\" cx=\"%.1f\" cy=\"%.1f\"/>%n",
              colour(interval.colour()),
              along(interval.value(), x),
              at));
    }
    return svg.append("</svg>\n").toString();
  }

  private static String shortened(String name) {
    return name.length() <= 48 ? name : name.substring(0, 47) + "…";
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }

  private static StringBuilder begin(String title, int height) {
    return new StringBuilder(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n"
            .formatted(WIDTH, height, Html.escaped(title)));
  }

  private static double place(double value, Scale scale) {
    return HEIGHT - BOTTOM - scale.share(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static double along(double value, Scale scale) {
    return LEFT + scale.share(value) * (WIDTH - LEFT - RIGHT - 20);
  }

  private static String rule(double y) {
    return String.format(
        Locale.ROOT,
        "<line class=\"rule\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
        LEFT,
        WIDTH - RIGHT,
        y,
        y);
  }

  private static String text(double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
        x,
        y,
        anchor,
        Html.escaped(text));
  }

  /** An axis from one round number to another. */
  private record Scale(double from, double to, double step) {
    static Scale of(double low, double high) {
      double span = high > low ? high - low : Math.max(Math.abs(high), 1e-6);
      double raw = span / TICKS;
      double ten = Math.pow(10, Math.floor(Math.log10(raw)));
      double step =
          raw / ten <= 1 ? ten : raw / ten <= 2 ? 2 * ten : raw / ten <= 5 ? 5 * ten : 10 * ten;
      double from = Math.floor(low / step) * step;
      double to = Math.max(from + step, Math.ceil(high / step) * step);
      return new Scale(from, to, step);
    }

    double share(double value) {
      return (value - from) / (to - from);
    }

    double[] ticks() {
      int count = (int) Math.round((to - from) / step) + 1;
      double[] ticks = new double[count];
      for (int i = 0; i < count; i++) {
        ticks[i] = from + i * step;
      }
      return ticks;
    }

    String label(double tick) {
      int digits = (int) Math.max(0, Math.min(6, Math.ceil(-Math.log10(step))));
      String text = String.format(Locale.ROOT, "%." + digits + "f", tick);
      return text.matches("-0(\\.0+)?") ? text.substring(1) : text;
    }
  }
}
