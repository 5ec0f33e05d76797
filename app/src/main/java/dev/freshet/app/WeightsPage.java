package dev.freshet.app;

import dev.freshet.evaluator.report.HeatMap;
import dev.freshet.evaluator.report.Html;
import java.util.List;

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
      h1 { font-size: 1.25rem; line-height: 1.3; } h3 { font-size: 1rem; margin: 0 0 .25rem; }
      .maps { display: grid; gap: 1.5rem; }
      @media (min-width: 56rem) { .maps.two { grid-template-columns: 1fr 1fr; } }
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
    StringBuilder page = new StringBuilder(HEAD.formatted(Html.escaped(title), HeatMap.style()));
    page.append("<h1>").append(Html.escaped(title)).append("</h1>\n");
    page.append("<div class=\"maps").append(maps.size() == 2 ? " two" : "").append("\">\n");
    maps.forEach(map -> page.append(map.heatMap().html()));
    page.append("</div>\n<div class=\"table\"><table>\n");
    List<List<String>> cells = WeightsTable.cells(maps);
    for (int i = 0; i < cells.size(); i++) {
      String cell = i == 0 ? "th" : "td";
      page.append("<tr>");
      cells
          .get(i)
          .forEach(value -> page.append("<%s>%s</%s>".formatted(cell, Html.escaped(value), cell)));
      page.append("</tr>\n");
    }
    return page.append("</table></div>\n</body>\n</html>\n").toString();
  }
}
