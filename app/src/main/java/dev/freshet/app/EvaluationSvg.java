package dev.freshet.app;

import dev.freshet.app.EvaluationPlot.Point;
import dev.freshet.app.EvaluationPlot.Series;
import dev.freshet.app.EvaluationPlot.Tick;
import dev.freshet.evaluator.report.Html;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plot drawn for a page, in the page's colours. */
final class EvaluationSvg {
  /** Colours that the colour-blind tell apart (Okabe and Ito 2008), fit for both grounds. */
  static final String STYLE =
      """
      :root { --s0: #55565b; --s1: #0072b2; --s2: #d55e00; --s3: #009e73; --s4: #b0578d;
        --s5: #a17a00; --s6: #3b8fc4; --s7: #7a4fbf; }
      @media (prefers-color-scheme: dark) {
        :root { --s0: #b5b6bb; --s1: #4aa8e0; --s2: #ff8a3d; --s3: #2fd3a3; --s4: #e08fc0;
          --s5: #e6c229; --s6: #8cc8f2; --s7: #b697f0; } }
      .plot { overflow-x: auto; }
      svg { width: 100%; min-width: 44rem; height: auto; display: block; font-size: 13px; }
      svg text { fill: var(--ink); } svg .soft { fill: var(--soft); }
      svg .grid { stroke: var(--line); stroke-width: 1; }
      svg .budget { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 5 4; }
      svg .curve { fill: none; stroke-width: 2; } svg .bar { stroke-width: 1.25; opacity: .65; }
      svg .open { fill: var(--ground); stroke-width: 2; }
      """;

  static final int COLOURS = 8;

  private EvaluationSvg() {}

  static String of(EvaluationPlot plot) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(
                EvaluationPlot.WIDTH,
                EvaluationPlot.HEIGHT,
                Html.escaped(plot.title() + ": gain against KL")));
    axes(svg, plot);
    for (int i = 0; i < plot.series().size(); i++) {
      draw(svg, plot, plot.series().get(i), i);
    }
    legend(svg, plot);
    return svg.append("</svg>\n").toString();
  }

  private static void axes(StringBuilder svg, EvaluationPlot plot) {
    int right = EvaluationPlot.WIDTH - EvaluationPlot.RIGHT;
    int bottom = EvaluationPlot.HEIGHT - EvaluationPlot.BOTTOM;
    for (Tick tick : plot.gainTicks()) {
      line(svg, "grid", "", EvaluationPlot.LEFT, tick.at(), right, tick.at());
      text(svg, EvaluationPlot.LEFT - 8, tick.at() + 4, "end", "soft", tick.label());
    }
    for (Tick tick : plot.klTicks()) {
      line(svg, "grid", "", tick.at(), bottom, tick.at(), bottom + 5);
      text(svg, tick.at(), bottom + 20, "middle", "soft", tick.label());
    }
    double budget = plot.x(plot.budget());
    line(svg, "budget", "", budget, EvaluationPlot.TOP, budget, bottom);
    text(
        svg,
        (EvaluationPlot.LEFT + right) / 2.0,
        EvaluationPlot.HEIGHT - 16,
        "middle",
        "",
        "damage: KL(base || now) on the reference text, nats per token, log scale");
    text(svg, EvaluationPlot.LEFT - 56, 18, "start", "", "uptake: gain, nats per answer token");
  }

  private static void draw(StringBuilder svg, EvaluationPlot plot, Series series, int index) {
    String stroke = "stroke:var(--s%d)".formatted(index % COLOURS);
    String dashes = index < COLOURS ? "" : ";stroke-dasharray:6 3";
    svg.append(
        "<polyline class=\"curve\" style=\"%s\" points=\"%s\"/>\n"
            .formatted(
                stroke + dashes,
                series.points().stream()
                    .map(point -> number(plot.x(point.kl())) + "," + number(plot.y(point.gain())))
                    .collect(Collectors.joining(" "))));
    for (Point point : series.points()) {
      double x = plot.x(point.kl());
      if (point.ci() != null) {
        line(svg, "bar", stroke, x, plot.y(point.ci().low()), x, plot.y(point.ci().high()));
      }
      svg.append(
          "<circle class=\"open\" style=\"%s%s\" cx=\"%s\" cy=\"%s\" r=\"4.5\"><title>%s</title></circle>\n"
              .formatted(
                  stroke,
                  point.selected() ? ";fill:var(--s%d)".formatted(index % COLOURS) : "",
                  number(x),
                  number(plot.y(point.gain())),
                  Html.escaped(
                      String.format(
                          Locale.ROOT,
                          "%s: gain %.3f at KL %.4f",
                          series.name(),
                          point.gain(),
                          point.kl()))));
    }
  }

  private static void legend(StringBuilder svg, EvaluationPlot plot) {
    double x = EvaluationPlot.LEFT;
    double y = EvaluationPlot.LEGEND;
    for (int i = 0; i < plot.series().size(); i++) {
      String name = plot.series().get(i).name();
      double width = 40 + 7.6 * name.length();
      if (x + width > EvaluationPlot.WIDTH) {
        x = EvaluationPlot.LEFT;
        y += EvaluationPlot.LEGEND_ROW;
      }
      String stroke = "stroke:var(--s%d);stroke-width:3".formatted(i % COLOURS);
      line(svg, "", stroke, x, y, x + 18, y);
      text(svg, x + 24, y + 4, "start", "", name);
      x += width;
    }
  }

  private static void line(
      StringBuilder svg, String type, String style, double x1, double y1, double x2, double y2) {
    svg.append(
        "<line class=\"%s\" style=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
            .formatted(type, style, number(x1), number(y1), number(x2), number(y2)));
  }

  private static void text(
      StringBuilder svg, double x, double y, String anchor, String type, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n"
            .formatted(type, number(x), number(y), anchor, Html.escaped(text)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
