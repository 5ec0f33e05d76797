package dev.freshet.app;

import java.util.List;
import java.util.Locale;

/** A weighed text as a page of HTML. */
final class WeightsPage {
  private static final String STYLE =
      """
      :root { --heat: 214 92 0; }
      @media (prefers-color-scheme: dark) { :root { --heat: 255 138 48; } }
      .maps { display: grid; gap: 1.5rem; }
      @media (min-width: 56rem) { .maps.two { grid-template-columns: 1fr 1fr; } }
      .text { white-space: pre-wrap; margin: 0; }
      .text span, .scale span { border-radius: .2em; }
      .scale { font-size: .8125rem; margin: 0 0 .5rem; } .scale span { padding: 0 .4em; }
      """;

  private WeightsPage() {}

  static String of(String title, List<WeighedText> maps) {
    StringBuilder page = Page.begun(title + ": token weights", title, STYLE + shades());
    page.append("<div class=\"maps").append(maps.size() == 2 ? " two" : "").append("\">\n");
    maps.forEach(map -> append(page, map));
    page.append("</div>\n");
    Page.table(page, WeightsTable.cells(maps));
    return Page.ended(page);
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
    page.append("<section><h2>")
        .append(Page.escaped(map.name()))
        .append("</h2>\n<p class=\"scale\">");
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
      page.append(Page.escaped(text.substring(at, start)));
      page.append(
          String.format(
              Locale.ROOT,
              "<span class=\"w%d\" title=\"%.3f\">%s</span>",
              map.level(i),
              map.weights()[i],
              Page.escaped(text.substring(start, end))));
      at = end;
    }
    page.append(Page.escaped(text.substring(at))).append("</p></section>\n");
  }
}
