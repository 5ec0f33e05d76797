package dev.freshet.app;

import java.util.List;
import java.util.Locale;

/** A weighed text as a page of HTML that needs nothing else: light and dark, narrow and wide. */
final class WeightsPage {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%s: token weights</title>
      <style>
      :root { color-scheme: light dark; --ground: #fff; --ink: #1d1d1f; --line: #d5d5da;
        --heat: 214 92 0; }
      @media (prefers-color-scheme: dark) {
        :root { --ground: #16171a; --ink: #e8e8ea; --line: #3a3b40; --heat: 255 138 48; } }
      * { box-sizing: border-box; }
      body { margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--ground);
        color: var(--ink); font: 1rem/1.75 system-ui, sans-serif; overflow-wrap: anywhere; }
      h1 { font-size: 1.25rem; line-height: 1.3; } h2 { font-size: 1rem; margin: 0 0 .25rem; }
      .maps { display: grid; gap: 1.5rem; }
      @media (min-width: 56rem) { .maps.two { grid-template-columns: 1fr 1fr; } }
      .text { white-space: pre-wrap; margin: 0; }
      .text span, .scale span { border-radius: .2em; }
      .scale { font-size: .8125rem; margin: 0 0 .5rem; } .scale span { padding: 0 .4em; }
      .table { overflow-x: auto; margin-top: 1.5rem; }
      table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
      th, td { padding: .2rem .75rem .2rem 0; text-align: right; white-space: nowrap;
        border-bottom: 1px solid var(--line); }
      th:first-child, td:first-child { text-align: left; }
      %s</style>
      </head>
      <body>
      """;

  private WeightsPage() {}

  static String of(String title, List<WeighedText> maps) {
    StringBuilder page = new StringBuilder(HEAD.formatted(escaped(title), shades()));
    page.append("<h1>").append(escaped(title)).append("</h1>\n");
    page.append("<div class=\"maps").append(maps.size() == 2 ? " two" : "").append("\">\n");
    maps.forEach(map -> append(page, map));
    page.append("</div>\n<div class=\"table\"><table>\n");
    List<List<String>> cells = WeightsTable.cells(maps);
    for (int i = 0; i < cells.size(); i++) {
      String cell = i == 0 ? "th" : "td";
      page.append("<tr>");
      cells
          .get(i)
          .forEach(value -> page.append("<%s>%s</%s>".formatted(cell, escaped(value), cell)));
      page.append("</tr>\n");
    }
    return page.append("</table></div>\n</body>\n</html>\n").toString();
  }

  private static String shades() {
    StringBuilder css = new StringBuilder();
    for (int level = 1; level < WeighedText.LEVELS; level++) {
      css.append(
          String.format(
              Locale.ROOT, ".w%d { background: rgb(var(--heat) / %.2f); }\n", level, 0.07 * level));
    }
    return css.toString();
  }

  private static void append(StringBuilder page, WeighedText map) {
    page.append("<section><h2>").append(escaped(map.name())).append("</h2>\n<p class=\"scale\">");
    page.append(String.format(Locale.ROOT, "mean %.3f, most %.3f ", map.mean(), map.most()));
    for (int level = 0; level < WeighedText.LEVELS; level++) {
      page.append("<span class=\"w%d\">%d</span>".formatted(level, level));
    }
    page.append("</p>\n<p class=\"text\">");
    String text = map.text().text();
    int at = 0;
    for (int i = 0; i < map.weights().length; i++) {
      int start = Math.max(at, map.text().starts()[i + 1]);
      int end = Math.max(start, map.text().ends()[i + 1]);
      page.append(escaped(text.substring(at, start)));
      page.append(
          String.format(
              Locale.ROOT,
              "<span class=\"w%d\" title=\"%.3f\">%s</span>",
              map.level(i),
              map.weights()[i],
              escaped(text.substring(start, end))));
      at = end;
    }
    page.append(escaped(text.substring(at))).append("</p></section>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
