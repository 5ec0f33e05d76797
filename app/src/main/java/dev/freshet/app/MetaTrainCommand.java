package dev.freshet.app;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.decoder.Attention;
import dev.freshet.learner.gradient.Transformations;
import dev.freshet.learner.meta.EarlierTraining;
import dev.freshet.learner.meta.EpisodeSource;
import dev.freshet.learner.meta.MetaArtefact;
import dev.freshet.learner.meta.MetaBase;
import dev.freshet.learner.meta.MetaParameters;
import dev.freshet.learner.meta.MetaPart;
import dev.freshet.learner.meta.MetaTraining;
import dev.freshet.learner.meta.MetaTrainingOptions;
import dev.freshet.learner.meta.Passages;
import dev.freshet.learner.meta.StepGrain;
import dev.freshet.learner.weighting.BodyConfig;
import dev.freshet.learner.weighting.CamelsHeadNetwork;
import dev.freshet.learner.weighting.CamelsNetwork;
import dev.freshet.learner.weighting.StoredNetwork;
import dev.freshet.tensor.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Learns how a step is to be taken. */
@Command(
    name = "meta-train",
    description =
        "Learn how much each token of a document counts, and how far each tensor steps, so that its"
            + " questions can be answered after one step. `adapter.anchor` takes no part."
            + " Interrupted, the same command goes on.")
final class MetaTrainCommand implements FreshetCommand {
  /** Which network weighs tokens. */
  enum Weighting {
    CAMELS,
    CAMELS_HEAD,
    TRAIN_ATTENTION,
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Option(names = "--model", description = "The base model's directory (default: the settings').")
  private @Nullable Path model;

  @Option(
      names = "--also-model",
      split = ",",
      description =
          "More base models with the same tokenizer, by turns, so that the weights do not fit one;"
              + " with --learn weights.")
  private List<Path> others = List.of();

  @Option(
      names = "--corpus",
      required = true,
      split = ",",
      description = "Files of documents with questions, in SQuAD's format or TimeQA's.")
  private List<Path> corpora = List.of();

  @Option(
      names = "--unrelated",
      split = ",",
      description = "Files of more texts whose prediction is to stay.")
  private List<Path> unrelated = List.of();

  @Option(
      names = "--write-questions",
      description = "Documents without questions get some written from their text.")
  private boolean writeQuestions;

  @Option(
      names = "--start-from",
      paramLabel = "DIR",
      description = "Begin with the network and the step sizes that an earlier training left.")
  private @Nullable Path earlier;

  @Option(names = "--out", required = true, description = "The directory to write.")
  private Path out = Path.of("");

  @Option(names = "--work", description = "Where the state is kept (default: OUT.training).")
  private @Nullable Path work;

  @Option(
      names = "--weighting",
      defaultValue = "camels",
      converter = WeightingConverter.class,
      description = "camels, camels-head, train-attention or none (${DEFAULT-VALUE}).")
  private Weighting weighting = Weighting.CAMELS;

  @Option(
      names = "--learn",
      split = ",",
      defaultValue = "weights,steps",
      description = "Of weights, steps and init (${DEFAULT-VALUE}).")
  private List<MetaPart> learn = List.of();

  @Option(
      names = "--meta-trainer",
      defaultValue = "maml",
      description =
          "maml (exact), fomaml, oml (asks about other documents too) or reptile (init only)"
              + " (${DEFAULT-VALUE}).")
  private String trainer = "";

  @Option(
      names = "--inner",
      description =
          "sgd, momentum, adam, adamw or preconditioned: the optimizer of the inner steps (default:"
              + " the settings').")
  private AdapterSettings.@Nullable Optimizer inner;

  @Option(names = "--learning-rate", description = "Of the inner steps (default: the settings').")
  private @Nullable Double learningRate;

  @Option(
      names = "--documents-per-episode",
      defaultValue = "6",
      description = "Steps in sequence before the questions (${DEFAULT-VALUE}).")
  private int documents;

  @Option(
      names = "--questions-per-document",
      defaultValue = "4",
      description = "At most so many, chosen anew each time (${DEFAULT-VALUE}).")
  private int questions;

  @Option(
      names = "--episodes-per-step",
      defaultValue = "4",
      description = "Whose derivatives one meta-step averages (${DEFAULT-VALUE}).")
  private int episodes;

  @Option(
      names = "--return-after",
      defaultValue = "4",
      description = "Episodes until the base returns to its start (${DEFAULT-VALUE}).")
  private int returnAfter;

  @Option(
      names = "--locality",
      defaultValue = "1",
      description = "Weight of the KL on unrelated text in the outer loss (${DEFAULT-VALUE}).")
  private double locality;

  @Option(
      names = "--meta-steps",
      defaultValue = "200",
      description = "At most so many (${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--validate-every",
      defaultValue = "10",
      description = "Meta-steps between validations (${DEFAULT-VALUE}).")
  private int validateEvery;

  @Option(
      names = "--validation-episodes",
      defaultValue = "8",
      description = "Of held-out articles, always the same (${DEFAULT-VALUE}).")
  private int validationEpisodes;

  @Option(
      names = "--patience",
      defaultValue = "5",
      description = "Validations without a better one before it stops (${DEFAULT-VALUE}).")
  private int patience;

  @Option(
      names = "--held-out",
      defaultValue = "8",
      description = "One article in so many is held out (${DEFAULT-VALUE}).")
  private int heldOut;

  @Option(
      names = "--rate-weights",
      defaultValue = "2e-3",
      description = "Adam's learning rate of the network (${DEFAULT-VALUE}).")
  private double weightsRate;

  @Option(
      names = "--rate-steps",
      defaultValue = "0.03",
      description = "Of the logarithms of step sizes (${DEFAULT-VALUE}).")
  private double stepsRate;

  @Option(
      names = "--rate-init",
      defaultValue = "1e-4",
      description = "Of the initialisation (${DEFAULT-VALUE}).")
  private double initRate;

  @Option(
      names = "--width",
      defaultValue = "96",
      description = "Of the network (${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--layers",
      defaultValue = "2",
      description = "Of the network of camels (${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--step-grain",
      defaultValue = "tensor",
      description =
          "One step size for each tensor, or row: one for each row and each column of a matrix"
              + " (${DEFAULT-VALUE}).")
  private StepGrain stepGrain = StepGrain.TENSOR;

  @Option(names = "--seed", defaultValue = "1", description = "Of network and order.")
  private long seed;

  @Override
  public ExitCode run(CommandContext given) {
    CommandContext context = given.with(own());
    AdapterSettings adapter = context.settings().adapter();
    MetaTrainingOptions options = options();
    try (LanguageModel base = context.openModel(model);
        OtherBases also = OtherBases.open(context, others, base, network(base), options.learn());
        Interruption.Registration polled = context.interruption().polled();
        MetaTrainingProgress progress = new MetaTrainingProgress(context);
        Scope scope = Scope.on(base.device())) {
      List<MetaBase> bases =
          Stream.concat(Stream.of(base), also.models().stream())
              .map(one -> metaBase(one, adapter))
              .toList();
      StoredNetwork network = network(base);
      progress.stage("reading the corpora");
      Passages passages = Passages.read(base, corpora, unrelated, heldOut, writeQuestions);
      MetaArtefact artefact =
          new MetaArtefact(
              out,
              base,
              network,
              spelled(adapter.optimizer()),
              adapter.learningRate(),
              adapter.passes(),
              names(corpora),
              earlier,
              options);
      context.print(
          new MetaTraining(
                  bases,
                  network,
                  adapter.passes(),
                  begin(base, network, options.learn()),
                  passages,
                  base.device(),
                  options,
                  recipe(base, adapter),
                  progress,
                  artefact::write)
              .run());
      return ExitCode.OK;
    }
  }

  private MetaParameters begin(
      LanguageModel base, @Nullable StoredNetwork network, Set<MetaPart> parts) {
    MetaParameters initial =
        MetaParameters.initial(base.parameters(), network, parts, stepGrain, seed);
    return earlier == null ? initial : new EarlierTraining(earlier).over(initial, network, base);
  }

  private static MetaBase metaBase(LanguageModel base, AdapterSettings adapter) {
    return new MetaBase(
        base.decoder(),
        Transformations.trainable(adapter, base::preconditioner),
        base.parameters());
  }

  /** The settings that the command's own options choose. */
  private Map<String, String> own() {
    Map<String, String> own = new LinkedHashMap<>();
    if (inner != null) {
      own.put("adapter.optimizer", spelled(inner));
    }
    if (learningRate != null) {
      own.put("adapter.learning-rate", learningRate.toString());
    }
    return own;
  }

  private static String spelled(AdapterSettings.Optimizer optimizer) {
    return optimizer.name().toLowerCase(Locale.ROOT);
  }

  private MetaTrainingOptions options() {
    Set<MetaPart> parts = EnumSet.noneOf(MetaPart.class);
    parts.addAll(learn);
    if (weighting == Weighting.NONE) {
      parts.remove(MetaPart.WEIGHTS);
    }
    try {
      return new MetaTrainingOptions(
          trainer,
          parts,
          new EpisodeSource.Shape(documents, questions, trainer.equals("oml") ? documents : 0),
          episodes,
          returnAfter,
          locality,
          steps,
          validateEvery,
          validationEpisodes,
          patience,
          weightsRate,
          stepsRate,
          initRate,
          seed,
          work == null ? out.resolveSibling(out.getFileName() + ".training") : work,
          Duration.ofMinutes(10));
    } catch (IllegalArgumentException e) {
      throw new FreshetException(
          ExitCode.USAGE, String.valueOf(e.getMessage()), null, "see `freshet meta-train --help`");
    }
  }

  private @Nullable StoredNetwork network(LanguageModel base) {
    int vocabulary = base.config().vocabulary();
    BodyConfig body =
        new BodyConfig(vocabulary, width, layers, 4, 2 * width, base.config().context());
    return switch (weighting) {
      case CAMELS -> CamelsNetwork.camels(body, Attention.CAUSAL, width);
      case TRAIN_ATTENTION -> CamelsNetwork.trainAttention(body, Attention.CAUSAL, width);
      case CAMELS_HEAD -> new CamelsHeadNetwork(base.config().width(), width, width);
      case NONE -> null;
    };
  }

  /** All that shapes the run, but for how long it may go on. */
  private String recipe(LanguageModel base, AdapterSettings adapter) {
    return String.join(
        " ",
        List.of(
            base.directory().toAbsolutePath().normalize().toString(),
            "also " + names(others),
            names(corpora).toString(),
            names(unrelated).toString(),
            "written questions " + writeQuestions,
            weighting + "/" + width + "/" + layers,
            "from " + (earlier == null ? "" : earlier.getFileName()),
            options().learn().stream().sorted().toList().toString(),
            trainer,
            spelled(adapter.optimizer()) + " " + adapter.learningRate(),
            "passes " + adapter.passes(),
            "clip " + adapter.clipNorm() + " damping " + adapter.damping(),
            "momentum " + adapter.momentum() + " decay " + adapter.weightDecay(),
            documents + "/" + questions + "/" + episodes + "/" + returnAfter,
            "locality " + locality,
            "validation " + validateEvery + "/" + validationEpisodes + "/" + heldOut,
            "step sizes for each " + stepGrain.spelled(),
            "rates " + weightsRate + "/" + stepsRate + "/" + initRate,
            "seed " + seed));
  }

  private static List<String> names(List<Path> files) {
    return files.stream().map(file -> String.valueOf(file.getFileName())).toList();
  }

  /** Reads the names as they are written elsewhere. */
  static final class WeightingConverter implements ITypeConverter<Weighting> {
    @Override
    public Weighting convert(String value) {
      for (Weighting weighting : Weighting.values()) {
        if (weighting.toString().equals(value)) {
          return weighting;
        }
      }
      throw new TypeConversionException(
          "there is no weighting "
              + value
              + " to train: camels, camels-head, train-attention, none");
    }
  }
}
