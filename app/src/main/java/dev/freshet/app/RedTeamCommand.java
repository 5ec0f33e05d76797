package dev.freshet.app;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.GateSettings;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.evaluation.EvaluationDocument;
import dev.freshet.learner.gate.NoveltyGate;
import dev.freshet.learner.gradient.Transformations;
import dev.freshet.learner.redteam.RedTeamResult;
import dev.freshet.learner.redteam.RedTeamTrial;
import dev.freshet.learner.retention.Retention;
import dev.freshet.learner.step.Guards;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.weighting.ChosenWeighting;
import dev.freshet.learner.weighting.TokenWeightings;
import dev.freshet.tensor.CounterRandom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Attacks on the gate, and the damage of what it lets through. */
@Command(
    name = "red-team",
    description = "Attack the gate: what gets through, and what it does to other questions.")
final class RedTeamCommand implements FreshetCommand {
  private static final long PROGRESS_NANOS = 500_000_000L;
  private static final int MOST_READ = 100_000;

  @Option(
      names = "--in-distribution",
      required = true,
      paramLabel = "FILE",
      description = "Documents of the usual kind with questions, in SQuAD's format.")
  private Path usual = Path.of("");

  @Option(
      names = "--documents",
      paramLabel = "N",
      defaultValue = "300",
      description = "So many of them in all (${DEFAULT-VALUE}).")
  private int documents;

  @Option(
      names = "--attacked",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "So many are made hostile by each attack; three times as many stand usual in the stream, and"
              + " twice as many are asked about (${DEFAULT-VALUE}).")
  private int attacked;

  @Mixin private final GateOptions options = new GateOptions();

  @Override
  public ExitCode run(CommandContext context) {
    if (attacked < 1) {
      throw new FreshetException(
          ExitCode.USAGE, "--attacked is " + attacked, "gate red-team", "give 1 or more");
    }
    GateSettings gate = GateOptions.strict(context);
    RedTeamTrial.Parts parts = parts(context, GateOptions.leastReference(gate));
    AdapterSettings adapter = context.settings().adapter();
    try (LanguageModel base = options.open(context);
        ChosenWeighting chosen = TokenWeightings.open(adapter.weighting(), base);
        ProgressLine progress = new ProgressLine(context, PROGRESS_NANOS);
        Interruption.Registration polled = context.interruption().polled()) {
      WeightedStep step =
          new WeightedStep(
              base.decoder(),
              Transformations.of(
                  adapter, adapter.learningRate(), base::preconditioner, chosen.stepSizes()),
              adapter.passes(),
              new Guards(adapter.maxLoss(), adapter.maxGradientNorm(), Double.MAX_VALUE),
              Retention.of(adapter, base));
      int[] heard = new int[1];
      RedTeamTrial trial =
          new RedTeamTrial(
              base,
              step,
              chosen.weighting(),
              new NoveltyGate(gate, base.config().width()),
              options.seed(),
              () -> {
                context.interruption().check();
                progress.show("%d of %d documents", heard[0]++, parts.total());
              });
      RedTeamResult result = trial.run(parts);
      if (context.json()) {
        context.print(result);
      } else {
        context.out().print(table(result));
      }
    }
    return ExitCode.OK;
  }

  private RedTeamTrial.Parts parts(CommandContext context, int leastReference) {
    List<EvaluationDocument> all =
        new ArrayList<>(EvaluationDocuments.read(usual, context.settings().ingest(), MOST_READ));
    int[] order = new int[all.size()];
    Arrays.setAll(order, i -> i);
    new CounterRandom(options.seed(), CounterRandom.seedOf("gate.red-team")).shuffle(order);
    List<EvaluationDocument> chosen =
        Arrays.stream(order).limit(documents).mapToObj(all::get).toList();
    long wanted = 6L * attacked + leastReference;
    if (chosen.size() < wanted) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "%d documents with questions are too few, it takes %d".formatted(chosen.size(), wanted),
          usual.toString(),
          "give more documents, or a smaller --attacked");
    }
    int known = chosen.size() - 6 * attacked;
    return new RedTeamTrial.Parts(
        chosen.subList(0, known),
        chosen.subList(known, known + 3 * attacked),
        chosen.subList(known + 3 * attacked, known + 4 * attacked),
        chosen.subList(known + 4 * attacked, chosen.size()));
  }

  private static String table(RedTeamResult result) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "attack",
            "loss before",
            "after",
            "AUROC",
            "of distance",
            "of perturbation",
            "let through",
            "usual held back",
            "damage",
            "without gate"));
    for (RedTeamResult.Row row : result.attacks()) {
      rows.add(
          List.of(
              row.attack(),
              cell(row.lossBefore()),
              cell(row.lossAfter()),
              cell(row.auroc()),
              cell(row.aurocDistance()),
              cell(row.aurocPerturbation()),
              cell(row.letThrough()),
              cell(row.usualHeldBack()),
              cell(row.damageWithGate()),
              cell(row.damageWithoutGate())));
    }
    StringBuilder text = new StringBuilder(TextTable.of(rows));
    text.append(
        "%d questions on other documents: NLL %s, after the usual stream %s%n"
            .formatted(result.questions(), cell(result.nllBase()), cell(result.nllUsual())));
    for (RedTeamResult.Row row : result.attacks()) {
      RedTeamResult.Planted planted = row.planted();
      if (planted != null) {
        text.append(
            "%s: NLL of the planted answers %s, %s behind the gate, %s without%n"
                .formatted(
                    row.attack(),
                    cell(planted.nllBase()),
                    cell(planted.nllWithGate()),
                    cell(planted.nllWithoutGate())));
      }
    }
    return text.toString();
  }

  private static String cell(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }
}
