package dev.freshet.learner.weighting;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Home;
import dev.freshet.learner.FileDigest;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.tokenizer.Tokenizer;
import dev.freshet.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The weightings by name: the family's register. */
public final class TokenWeightings {
  /** Ends a name where learned step sizes are wanted too. */
  public static final String STEPS = "+steps";

  /** The name of the weighting that evaluation alone may take: {@link OracleWeighting}. */
  public static final String ORACLE = OracleWeighting.DESCRIPTION.name();

  private static final String KEY = "adapter.weighting";

  /** Rules that need no files. */
  private static final List<Rule> RULES =
      List.of(
          new Rule(UniformWeighting.DESCRIPTION, base -> new UniformWeighting()),
          new Rule(SalientWeighting.DESCRIPTION, base -> new SalientWeighting()),
          new Rule(TfidfWeighting.DESCRIPTION, base -> new TfidfWeighting()),
          new Rule(Rho1Weighting.DESCRIPTION, Rho1Weighting::against),
          new Rule(MinSnrWeighting.DESCRIPTION, base -> new MinSnrWeighting()));

  /** Networks, whose parameters are an artefact. */
  private static final List<Shape> NETWORKS =
      List.of(
          new Shape(CamelsNetwork.CAMELS, json -> CamelsNetwork.parse(CamelsNetwork.CAMELS, json)),
          new Shape(CamelsHeadNetwork.DESCRIPTION, CamelsHeadNetwork::parse),
          new Shape(
              CamelsNetwork.TRAIN_ATTENTION,
              json -> CamelsNetwork.parse(CamelsNetwork.TRAIN_ATTENTION, json)));

  private record Rule(
      WeightingDescription description, Function<LanguageModel, TokenWeighting> open) {}

  private record Shape(WeightingDescription description, Function<JsonNode, StoredNetwork> parse) {}

  private TokenWeightings() {}

  /** All members of the family, in the order of the reference. */
  public static List<WeightingDescription> descriptions() {
    return Stream.of(
            RULES.stream().map(Rule::description),
            NETWORKS.stream().map(Shape::description),
            Stream.of(OracleWeighting.DESCRIPTION))
        .flatMap(Function.identity())
        .toList();
  }

  /** The names that settings may choose. */
  public static List<String> names() {
    return Stream.concat(
            RULES.stream().map(rule -> rule.description().name()),
            NETWORKS.stream().map(shape -> shape.description().name()))
        .toList();
  }

  /**
   * Opens the weighting that settings choose: a name, or the directory of an artefact; either may
   * end in {@code +steps}. The files of a named network, and of the step sizes that belong to a
   * name, lie beside the model's directory in one of that name.
   *
   * @throws FreshetException if there is none, or it does not fit the model
   */
  public static ChosenWeighting open(String choice, LanguageModel base) {
    boolean steps = choice.endsWith(STEPS);
    String name = steps ? choice.substring(0, choice.length() - STEPS.length()) : choice;
    if (name.equals(ORACLE)) {
      throw refused(
          "oracle looks at the answers that will be asked for",
          "it is for `freshet evaluate` only; choose one of " + listed());
    }
    Optional<Rule> rule = rule(name);
    if (rule.isPresent() && !steps) {
      return new ChosenWeighting(rule.get().open().apply(base), Map.of(), "");
    }
    return opened(directory(name, base), base, steps);
  }

  private static Path directory(String name, LanguageModel base) {
    boolean known = names().contains(name);
    Path directory =
        known ? base.directory().toAbsolutePath().resolveSibling(name) : Home.resolve(name);
    if (!known && !Files.isDirectory(directory)) {
      throw refused(
          "there is no weighting " + name, "choose one of " + listed() + ", or a directory of one");
    }
    if (!Files.isDirectory(directory)) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "what was learned for the weighting " + name + " is not there",
          directory.toString(),
          "train it with `freshet meta-train`, name its directory, or set " + KEY + ": uniform");
    }
    return directory;
  }

  private static ChosenWeighting opened(Path directory, LanguageModel base, boolean steps) {
    WeightingArtefact artefact = WeightingArtefact.read(directory);
    if (steps) {
      requireSteps(directory, artefact, base);
    }
    StoredNetwork network = artefact.network();
    return new ChosenWeighting(
        network == null
            ? rule(artefact.weighting()).orElseThrow().open().apply(base)
            : loaded(directory, artefact, network, base),
        steps ? artefact.stepSizes() : Map.of(),
        WeightingArtefact.digest(directory));
  }

  private static TokenWeighting loaded(
      Path directory, WeightingArtefact artefact, StoredNetwork network, LanguageModel base) {
    boolean same = artefact.isForTokensOf(base);
    boolean bringsIts =
        Files.exists(tokenizerOf(directory))
            && FileDigest.of(tokenizerOf(directory)).equals(artefact.tokenizer());
    if (!same && (network.readsBase() || !bringsIts)) {
      throw misfit(
          directory,
          "the weighting was made for another tokenizer than the model's",
          network.readsBase()
              ? "train one for this model"
              : "put its own tokenizer.json beside it: weights are then carried over by characters");
    }
    String misfit = same ? network.misfit(base.config()) : "";
    if (!misfit.isEmpty()) {
      throw misfit(
          directory, "the weighting does not fit the model: " + misfit, "train one for this model");
    }
    try (Scope scope = Scope.on(base.device())) {
      TokenWeighting own = new NetworkWeighting(network, artefact.parameters(directory, network));
      return same ? own : new CarriedWeighting(own, Tokenizer.read(directory));
    }
  }

  private static Path tokenizerOf(Path directory) {
    return directory.resolve("tokenizer.json");
  }

  private static void requireSteps(Path directory, WeightingArtefact artefact, LanguageModel base) {
    if (artefact.stepSizes().isEmpty()) {
      throw misfit(
          directory, "no step sizes were learned with this weighting", "leave " + STEPS + " out");
    }
    if (!artefact.stepSizes().keySet().equals(base.parameters().names())) {
      throw misfit(
          directory, "its step sizes are for other tensors than the model's", "train them anew");
    }
    artefact
        .stepSizes()
        .forEach(
            (name, size) -> {
              if (!size.fits(base.parameters().get(name).shape())) {
                throw misfit(
                    directory,
                    "its step sizes for " + name + " are of another shape than the model's",
                    "train them anew");
              }
            });
  }

  /**
   * The network of an artefact; null where the weighting is none.
   *
   * @throws IllegalArgumentException if there is no such weighting, or its shape is not sound
   */
  static @Nullable StoredNetwork network(String name, JsonNode json) {
    for (Shape shape : NETWORKS) {
      if (shape.description().name().equals(name)) {
        return shape.parse().apply(json);
      }
    }
    if (rule(name).isEmpty()) {
      throw new IllegalArgumentException("weighting is " + name + ", not one of " + listed());
    }
    return null;
  }

  private static Optional<Rule> rule(String name) {
    return RULES.stream().filter(rule -> rule.description().name().equals(name)).findFirst();
  }

  private static String listed() {
    return names().stream().collect(Collectors.joining(", "));
  }

  private static FreshetException refused(String what, String remedy) {
    return new FreshetException(ExitCode.CONFIGURATION, what, KEY, remedy);
  }

  private static FreshetException misfit(Path where, String what, String remedy) {
    return new FreshetException(ExitCode.ARTEFACT, what, where.toString(), remedy);
  }
}
