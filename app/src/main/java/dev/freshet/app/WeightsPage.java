package dev.freshet.app;

import dev.freshet.evaluator.report.HeatMap;
import java.util.List;

/** A weighed text as a page of HTML. */
final class WeightsPage {
  private static final String STYLE =
      """
      :root { --heat: 214 92 0; }
      @media (prefers-color-scheme: dark) { :root { --heat: 255 138 48; } }
      .maps { display: grid; gap: 1.5rem; }
      @media (min-width: 56rem) { .maps.two { grid-template-columns: 1fr 1fr; } }
      """;

  private WeightsPage() {}

  static String of(String title, List<WeighedText> maps) {
    StringBuilder page = Page.begun(title + ": token weights", title, STYLE + HeatMap.style());
    page.append("<div class=\"maps").append(maps.size() == 2 ? " two" : "").append("\">\n");
    maps.forEach(map -> page.append(map.heatMap().html()));
    page.append("</div>\n");
    Page.table(page, WeightsTable.cells(maps));
    return Page.ended(page);
  }
}
