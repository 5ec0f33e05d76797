package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.evaluator.report.Html;
import dev.freshet.ingest.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An evaluation as a folder of files: report.json, report.html, report.png. */
final class EvaluationReport {
  private static final String STYLE =
      """
      section { margin-top: 2rem; } p { margin: .25rem 0; } .table + p, section + p { margin-top: 1rem; } p.soft { color: var(--soft); }
      """;

  private EvaluationReport() {}

  /** Writes the folder, each file as a whole. */
  static void write(Path folder, String title, EvaluationTables tables) {
    List<EvaluationPlot> plots = tables.results().stream().map(EvaluationPlot::of).toList();
    try {
      Files.createDirectories(folder);
      write(folder.resolve("report.json"), JsonDocuments.write(tables.document()));
      write(folder.resolve("report.html"), page(title, tables));
      AtomicFile.write(folder.resolve("report.png"), EvaluationImage.png(plots));
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the report cannot be written: " + e.getMessage(),
          folder.toString(),
          "name a folder that can be written, with --out; what was computed is kept",
          e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String page(String title, EvaluationTables tables) {
    StringBuilder page = Page.begun(title, title, EvaluationSvg.STYLE + STYLE);
    for (String note : tables.sets().notes()) {
      paragraph(page, "soft", note);
    }
    for (EvaluationResult result : tables.results()) {
      EvaluationPlot plot = EvaluationPlot.of(result);
      page.append("<section><h2>").append(Html.escaped(plot.title())).append("</h2>\n");
      paragraph(
          page,
          "soft",
          "Compared at a KL of %s, the dashed line (%s). Filled: the chosen rate. Bars: 95 %%."
              .formatted(EvaluationPlot.label(result.budget()), result.budgetFrom()));
      page.append("<div class=\"plot\">\n").append(EvaluationSvg.of(plot)).append("</div>\n");
      Page.table(page, tables.cells(result));
      if (!result.controls().isEmpty()) {
        Page.table(page, tables.controlCells(result));
      }
      page.append("</section>\n");
    }
    paragraph(page, "", tables.retrievalText());
    return Page.ended(page);
  }

  private static void paragraph(StringBuilder page, String type, String text) {
    if (!text.isEmpty()) {
      page.append("<p class=\"%s\">%s</p>\n".formatted(type, Html.escaped(text)));
    }
  }
}
