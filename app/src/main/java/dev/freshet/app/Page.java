package dev.freshet.app;

import dev.freshet.evaluator.report.Html;
import java.util.List;

/** A page of HTML that needs nothing else: light and dark, narrow and wide. */
final class Page {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%s</title>
      <style>
      :root { color-scheme: light dark; --ground: #fff; --ink: #1d1d1f; --line: #d5d5da;
        --soft: #6e6e73; }
      @media (prefers-color-scheme: dark) {
        :root { --ground: #16171a; --ink: #e8e8ea; --line: #3a3b40; --soft: #98989f; } }
      * { box-sizing: border-box; }
      body { margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--ground);
        color: var(--ink); font: 1rem/1.75 system-ui, sans-serif; overflow-wrap: anywhere; }
      h1 { font-size: 1.25rem; line-height: 1.3; } h2, h3 { font-size: 1rem; margin: 0 0 .25rem; }
      .table { overflow-x: auto; margin-top: 1.5rem; }
      table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
      th, td { padding: .2rem .75rem .2rem 0; text-align: right; white-space: nowrap;
        border-bottom: 1px solid var(--line); }
      th:first-child, td:first-child { text-align: left; }
      %s</style>
      </head>
      <body>
      <h1>%s</h1>
      """;

  private Page() {}

  /** From the beginning to the heading. */
  static StringBuilder begun(String title, String heading, String css) {
    return new StringBuilder(HEAD.formatted(Html.escaped(title), css, Html.escaped(heading)));
  }

  static String ended(StringBuilder page) {
    return page.append("</body>\n</html>\n").toString();
  }

  /** A table whose first row is its head. */
  static void table(StringBuilder page, List<List<String>> cells) {
    page.append("<div class=\"table\"><table>\n");
    for (int i = 0; i < cells.size(); i++) {
      String cell = i == 0 ? "th" : "td";
      page.append("<tr>");
      cells
          .get(i)
          .forEach(value -> page.append("<%s>%s</%s>".formatted(cell, Html.escaped(value), cell)));
      page.append("</tr>\n");
    }
    page.append("</table></div>\n");
  }
}
