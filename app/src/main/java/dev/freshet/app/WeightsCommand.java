package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.weighting.ChosenWeighting;
import dev.freshet.learner.weighting.TokenWeightings;
import dev.freshet.learner.weighting.WeightingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What token weightings make of documents. */
@Command(
    name = "weights",
    description = "Look at how much each token of a document counts.",
    subcommands = {WeightsCommand.Show.class, WeightsCommand.Auc.class})
final class WeightsCommand {
  private WeightsCommand() {}

  private static String chosen(CommandContext context, @Nullable String name) {
    return name == null ? context.settings().adapter().weighting() : name;
  }

  @Command(
      name = "show",
      description = "Show a document with its weights, as the first that a fresh model meets.")
  static final class Show implements FreshetCommand {
    @Option(
        names = "--in",
        required = true,
        paramLabel = "FILE",
        description = "A text in UTF-8, of at most 4 MiB.")
    private Path in = Path.of("");

    @Option(
        names = "--model",
        paramLabel = "DIR",
        description = "A model directory (default: `model.directory`).")
    private @Nullable Path model;

    @Option(
        names = "--weighting",
        paramLabel = "NAME",
        description = "A name, or the directory of a learned one (default: `adapter.weighting`).")
    private @Nullable String weighting;

    @Option(names = "--against", paramLabel = "NAME", description = "Another one, to compare.")
    private @Nullable String against;

    @Option(
        names = "--html",
        paramLabel = "OUT",
        description = "Write the map as a page that needs nothing else.")
    private @Nullable Path html;

    @Override
    public ExitCode run(CommandContext context) {
      String text = TextFile.read(in);
      List<WeighedText> maps = new ArrayList<>();
      try (LanguageModel opened = context.openModel(model)) {
        maps.add(WeighedText.of(opened, chosen(context, weighting), text));
        if (against != null) {
          maps.add(WeighedText.of(opened, against, text));
        }
      }
      if (maps.get(0).weights().length == 0) {
        throw new FreshetException(
            ExitCode.ARTEFACT,
            "it holds fewer than two tokens, so there is none to weigh",
            in.toString(),
            "give a longer text");
      }
      if (html != null) {
        write(html, WeightsPage.of(String.valueOf(in.getFileName()), maps));
      }
      if (context.json()) {
        context.print(WeightsTable.document(maps));
      } else {
        print(context, maps);
      }
      return ExitCode.OK;
    }

    private void print(CommandContext context, List<WeighedText> maps) {
      for (WeighedText map : maps) {
        context
            .out()
            .println(map.name() + ": " + WeightsMap.legend(context.outTerminal(), map.heatMap()));
        context.out().println(WeightsMap.of(context.outTerminal(), map.heatMap()));
        context.out().println();
      }
      context.out().print(TextTable.of(WeightsTable.cells(maps)));
      if (html != null) {
        context.out().println("\nwritten to " + html);
      }
    }

    private static void write(Path target, String page) {
      try {
        Files.writeString(target, page);
      } catch (IOException e) {
        throw new FreshetException(
            ExitCode.FAILURE,
            "the page cannot be written",
            target.toString(),
            "name a file in a folder that can be written, with --html",
            e);
      }
    }
  }

  @Command(
      name = "auc",
      description =
          "Say how well a weighting finds marked spans: how likely a token within one weighs more"
              + " than one outside, a tie counting one half; and the same of sentences, by their"
              + " tokens' mean weight.")
  static final class Auc implements FreshetCommand {
    @Option(
        names = "--in",
        required = true,
        paramLabel = "FILE",
        description =
            "JSON Lines with `text` and `news`: [{`start`, `end`}] in UTF-16 units, in the order of"
                + " the stream.")
    private Path in = Path.of("");

    @Option(
        names = "--model",
        paramLabel = "DIR",
        description = "A model directory (default: `model.directory`).")
    private @Nullable Path model;

    @Option(
        names = "--weighting",
        split = ",",
        paramLabel = "NAME",
        description = "One or more (default: `adapter.weighting`).")
    private @Nullable List<String> weightings;

    @Override
    public ExitCode run(CommandContext context) {
      List<MarkedText> texts = MarkedText.read(in);
      List<String> names = weightings == null ? List.of(chosen(context, null)) : weightings;
      List<Map<String, Object>> rows = new ArrayList<>();
      try (LanguageModel opened = context.openModel(model)) {
        for (String name : names) {
          rows.add(row(context, opened, name, texts));
        }
      }
      if (context.json()) {
        context.print(rows);
      } else {
        List<List<String>> cells = new ArrayList<>();
        cells.add(
            List.of(
                "weighting",
                "AUC of tokens",
                "tokens",
                "marked",
                "AUC of sentences",
                "sentences",
                "with marks"));
        rows.forEach(row -> cells.add(row.values().stream().map(Auc::cell).toList()));
        context.out().print(TextTable.of(cells));
      }
      return ExitCode.OK;
    }

    private static String cell(Object value) {
      return value instanceof Double number
          ? String.format(Locale.ROOT, "%.4f", number)
          : String.valueOf(value);
    }

    private static Map<String, Object> row(
        CommandContext context, LanguageModel model, String name, List<MarkedText> texts) {
      MarkedText.Tally tally = new MarkedText.Tally();
      try (ChosenWeighting chosen = TokenWeightings.open(name, model);
          Interruption.Registration polled = context.interruption().polled()) {
        WeightingState state = chosen.weighting().initial();
        for (MarkedText text : texts) {
          context.interruption().check();
          state = tally.add(model, chosen.weighting(), state, text);
        }
      }
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("weighting", name);
      row.put("auc", tally.tokens().auc());
      row.put("tokens", tally.tokens().count());
      row.put("marked", tally.tokens().marked());
      row.put("sentenceAuc", tally.sentences().auc());
      row.put("sentences", tally.sentences().count());
      row.put("sentencesMarked", tally.sentences().marked());
      return row;
    }
  }
}
