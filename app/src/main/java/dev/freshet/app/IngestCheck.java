package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.check.CheckReport;
import dev.freshet.ingest.check.CheckRules;
import dev.freshet.ingest.check.Finding;
import dev.freshet.ingest.check.SquadCheck;
import dev.freshet.ingest.check.SquadFiles;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code ingest --check}: reads streams with questions and says what is wrong with them. */
final class IngestCheck {
  @Option(
      names = "--check",
      required = true,
      description = "Publish nothing: check files in SQuAD's format; 1 where something is found.")
  @SuppressWarnings("UnusedVariable") // that it is given makes the group
  private boolean check;

  @Option(
      names = "--min-words",
      paramLabel = "N",
      defaultValue = "60",
      description = "With --check: the fewest words of a paragraph (${DEFAULT-VALUE}).")
  private int minWords;

  @Option(
      names = "--max-words",
      paramLabel = "N",
      defaultValue = "150",
      description = "With --check: the most words of a paragraph (${DEFAULT-VALUE}).")
  private int maxWords;

  @Option(
      names = "--min-questions",
      paramLabel = "N",
      defaultValue = "3",
      description = "With --check: the fewest questions of a paragraph (${DEFAULT-VALUE}).")
  private int minQuestions;

  ExitCode run(CommandContext context, List<Path> paths) {
    SquadCheck reading = new SquadCheck(rules());
    for (Path path : paths) {
      for (Path file : SquadFiles.at(path)) {
        context.interruption().check();
        reading.read(file);
      }
    }
    CheckReport report = reading.report();
    if (context.json()) {
      context.print(document(report));
    } else {
      print(report, context.out());
    }
    return report.isClean() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private CheckRules rules() {
    try {
      return new CheckRules(minWords, maxWords, minQuestions);
    } catch (IllegalArgumentException e) {
      throw new FreshetException(
          ExitCode.USAGE, String.valueOf(e.getMessage()), null, "see freshet ingest --help", e);
    }
  }

  private static void print(CheckReport report, PrintStream out) {
    for (Finding finding : report.findings()) {
      out.println(
          finding.where()
              + ": "
              + name(finding.rule())
              + ": "
              + finding.article()
              + ", paragraph "
              + finding.paragraph()
              + (finding.id() == null ? "" : ", " + finding.id())
              + ": "
              + finding.message()
              + "; "
              + finding.remedy());
    }
    if (report.found() > report.findings().size()) {
      out.println("(" + (report.found() - report.findings().size()) + " more are not shown)");
    }
    out.printf(
        Locale.ROOT,
        "%d files, %d articles, %d topics, %d paragraphs, %d words (%d to %d a paragraph),"
            + " %d questions: %s%n",
        report.files(),
        report.articles(),
        report.topics(),
        report.paragraphs(),
        report.words(),
        report.fewestWords(),
        report.mostWords(),
        report.questions(),
        report.isClean() ? "nothing found" : report.found() + " findings");
  }

  private static Map<String, Object> document(CheckReport report) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("files", report.files());
    document.put("articles", report.articles());
    document.put("topics", report.topics());
    document.put("paragraphs", report.paragraphs());
    document.put("words", report.words());
    document.put("fewestWords", report.fewestWords());
    document.put("mostWords", report.mostWords());
    document.put("questions", report.questions());
    document.put("found", report.found());
    document.put("findings", report.findings().stream().map(IngestCheck::row).toList());
    return document;
  }

  private static Map<String, @Nullable Object> row(Finding finding) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("rule", name(finding.rule()));
    row.put("where", finding.where());
    row.put("article", finding.article());
    row.put("paragraph", finding.paragraph());
    row.put("id", finding.id());
    row.put("message", finding.message());
    row.put("remedy", finding.remedy());
    return row;
  }

  private static String name(Finding.Rule rule) {
    return rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
