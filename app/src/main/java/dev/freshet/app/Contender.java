package dev.freshet.app;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.AdapterSettings.Optimizer;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.evaluation.EvaluationDocument;
import dev.freshet.learner.evaluation.FirstLook;
import dev.freshet.learner.evaluation.Method;
import dev.freshet.learner.evaluation.RateSweep;
import dev.freshet.learner.gradient.Transformations;
import dev.freshet.learner.retention.Anchor;
import dev.freshet.learner.retention.Retention;
import dev.freshet.learner.weighting.ChosenWeighting;
import dev.freshet.learner.weighting.OracleWeighting;
import dev.freshet.learner.weighting.TokenWeightings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A weighting in an evaluation, with the optimizer that takes its steps. Closing it frees what it
 * loaded.
 *
 * @param name {@code NAME} or {@code NAME@OPTIMIZER}, or a variant's
 * @param retention what keeps from forgetting
 */
record Contender(
    String name,
    AdapterSettings settings,
    ChosenWeighting chosen,
    LanguageModel base,
    Retention retention)
    implements AutoCloseable {

  /**
   * Opens one by name.
   *
   * @param answers to a text's questions, for the oracle, which only an evaluation can have
   */
  static Contender of(
      String name,
      AdapterSettings settled,
      LanguageModel base,
      Function<String, List<String>> answers) {
    int at = name.indexOf('@');
    return at < 0
        ? of(name, name, settled, base, answers)
        : of(
            name,
            name.substring(0, at),
            settled.with(optimizer(name.substring(at + 1))),
            base,
            answers);
  }

  /** Opens a variant. */
  static Contender of(
      EvaluationVariant variant, LanguageModel base, Function<String, List<String>> answers) {
    AdapterSettings settings = variant.settings();
    return of(variant.name(), settings.weighting(), settings, base, answers);
  }

  private static Contender of(
      String name,
      String weighting,
      AdapterSettings settings,
      LanguageModel base,
      Function<String, List<String>> answers) {
    ChosenWeighting chosen =
        weighting.equals(TokenWeightings.ORACLE)
            ? new ChosenWeighting(
                new OracleWeighting(text -> answers.apply(text.text())), Map.of(), "")
            : TokenWeightings.open(weighting, base);
    return new Contender(name, settings, chosen, base, Retention.of(settings, base));
  }

  private static Optimizer optimizer(String name) {
    return Arrays.stream(Optimizer.values())
        .filter(optimizer -> optimizer.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new FreshetException(
                    ExitCode.USAGE,
                    "there is no optimizer " + name,
                    "--weighting",
                    "choose one of "
                        + Arrays.stream(Optimizer.values())
                            .map(optimizer -> optimizer.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))));
  }

  /** As what is tried. */
  Method method(FirstLook look) {
    return new Method(
        name,
        recipe() + " start " + look.digest(),
        chosen.weighting(),
        look.state(),
        rate -> Transformations.of(settings, rate, base::preconditioner, chosen.stepSizes()),
        settings.passes(),
        retention);
  }

  FirstLook lookAt(List<EvaluationDocument> documents) {
    return FirstLook.at(documents, chosen.weighting(), base);
  }

  private String recipe() {
    List<String> parts =
        new ArrayList<>(
            List.of(
                name,
                chosen.digest(),
                settings.optimizer().toString(),
                "momentum " + settings.momentum(),
                "decay " + settings.weightDecay(),
                "damping " + settings.damping(),
                "clip " + settings.clipNorm()));
    // What is off is left out, so that what was computed before there was any is found again.
    if (settings.rehearsal().isOn()) {
      parts.add(settings.rehearsal().toString());
    }
    if (settings.anchor().isOn()) {
      parts.add(settings.anchor().toString());
    }
    if (settings.sparse().isOn()) {
      parts.add(settings.sparse().toString());
    }
    if (settings.passes() > 1) {
      parts.add("passes " + settings.passes());
    }
    if (settings.updateShare() < 1) {
      parts.add("share " + settings.updateShare());
    }
    if (settings.average() > 0) {
      parts.add("average " + settings.average());
    }
    parts.add(Retention.textsDigest(settings, base.directory()));
    return String.join(" ", parts).strip();
  }

  /**
   * Where the search for its rate begins for documents by themselves: near what suits the optimizer
   * with weights of 1. Where a step scales with its weights, so does the rate, in whole steps of
   * the sweep.
   */
  double firstRate(boolean inSequence, double meanWeight) {
    return switch (settings.optimizer()) {
      case SGD -> scaled(inSequence ? 0.015 : 0.15, meanWeight);
      case MOMENTUM -> scaled(inSequence ? 0.0015 : 0.15, meanWeight);
      case PRECONDITIONED -> scaled(inSequence ? 2e-5 : 1.2e-4, meanWeight);
      case KRONECKER -> scaled(inSequence ? 2.2e-4 : 1e-3, meanWeight);
      case ADAM, ADAMW -> inSequence ? 2e-5 : 1e-4;
    };
  }

  private static double scaled(double rate, double meanWeight) {
    return meanWeight > 0
        ? rate
            * Math.pow(
                RateSweep.FACTOR, -Math.rint(Math.log(meanWeight) / Math.log(RateSweep.FACTOR)))
        : rate;
  }

  /** Whether it is held to the base on this very text. */
  boolean isAnchoredOn(Path text) {
    return settings.anchor().isOn()
        && Anchor.text(settings.anchor(), base.directory())
            .toAbsolutePath()
            .normalize()
            .equals(text.toAbsolutePath().normalize());
  }

  /** The rate where none is chosen: that of the settings, if it is for this optimizer. */
  double givenRate(AdapterSettings settled, boolean inSequence) {
    return settings.optimizer() == settled.optimizer()
        ? settings.learningRate()
        : firstRate(inSequence, 1);
  }

  @Override
  public void close() {
    chosen.close();
  }
}
