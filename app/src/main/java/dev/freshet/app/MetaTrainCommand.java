package dev.freshet.app;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.learner.FileDigest;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.decoder.Attention;
import dev.freshet.learner.gradient.Transformations;
import dev.freshet.learner.meta.EarlierTraining;
import dev.freshet.learner.meta.MetaArtefact;
import dev.freshet.learner.meta.MetaBase;
import dev.freshet.learner.meta.MetaParameters;
import dev.freshet.learner.meta.MetaTraining;
import dev.freshet.learner.meta.MetaTrainingOptions;
import dev.freshet.learner.meta.Passages;
import dev.freshet.learner.meta.StepGrain;
import dev.freshet.learner.weighting.BodyConfig;
import dev.freshet.learner.weighting.CamelsHeadNetwork;
import dev.freshet.learner.weighting.CamelsNetwork;
import dev.freshet.learner.weighting.StoredNetwork;
import dev.freshet.learner.weighting.WeightingArtefact;
import dev.freshet.tensor.Scope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
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

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The base model's directory (default: the settings').")
  private @Nullable Path model;

  @Option(
      names = "--also-model",
      paramLabel = "DIR",
      split = ",",
      description =
          "More base models with the same tokenizer, by turns, so that the weights do not fit one;"
              + " with --learn weights.")
  private List<Path> others = List.of();

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      required = true,
      split = ",",
      description = "Files of documents with questions, in SQuAD's format or TimeQA's.")
  private List<Path> corpora = List.of();

  @Option(
      names = "--unrelated",
      paramLabel = "FILE",
      split = ",",
      description = "Files of more texts whose prediction is to stay.")
  private List<Path> unrelated = List.of();

  @Option(
      names = "--write-questions",
      description = "Documents without questions get some written from their text.")
  private boolean writeQuestions;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "Begin with the network and the step sizes that an earlier training left.")
  private @Nullable Path earlier;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The directory to write.")
  private Path out = Path.of("");

  @Option(
      names = "--weighting",
      paramLabel = "NAME",
      defaultValue = "camels",
      converter = WeightingConverter.class,
      description = "camels, camels-head, train-attention or none (${DEFAULT-VALUE}).")
  private Weighting weighting = Weighting.CAMELS;

  @Option(
      names = "--inner",
      paramLabel = "NAME",
      description =
          "sgd, momentum, adam, adamw, preconditioned or kronecker: the optimizer of the inner"
              + " steps (default: the settings').")
  private AdapterSettings.@Nullable Optimizer inner;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "Of the inner steps (default: the settings').")
  private @Nullable Double learningRate;

  @Option(
      names = "--held-out",
      paramLabel = "N",
      defaultValue = "8",
      description = "One article in so many is held out (${DEFAULT-VALUE}).")
  private int heldOut;

  @Mixin private final MetaTrainOptions loop = new MetaTrainOptions();

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "96",
      description = "Of the network (${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Of the network of camels (${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--step-grain",
      paramLabel = "NAME",
      defaultValue = "tensor",
      description =
          "One step size for each tensor, or row: one for each row and each column of a matrix"
              + " (${DEFAULT-VALUE}).")
  private StepGrain stepGrain = StepGrain.TENSOR;

  @Override
  public ExitCode run(CommandContext given) {
    CommandContext context = given.with(own());
    AdapterSettings adapter = context.settings().adapter();
    MetaTrainingOptions options = loop.of(out, weighting != Weighting.NONE);
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
      MetaParameters initial = begin(base, network, options);
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
                  initial,
                  passages,
                  base.device(),
                  options,
                  recipe(base, adapter, options),
                  progress,
                  artefact::write)
              .run());
      return ExitCode.OK;
    }
  }

  private MetaParameters begin(
      LanguageModel base, @Nullable StoredNetwork network, MetaTrainingOptions options) {
    MetaParameters initial =
        MetaParameters.initial(
            base.parameters(), network, options.learn(), stepGrain, options.seed());
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
  private String recipe(LanguageModel base, AdapterSettings adapter, MetaTrainingOptions options) {
    return String.join(
        " ",
        List.of(
            base.directory().toAbsolutePath().normalize().toString(),
            "also " + names(others),
            identified(corpora),
            identified(unrelated),
            "written questions " + writeQuestions,
            weighting + "/" + width + "/" + layers,
            "from " + (earlier == null ? "" : WeightingArtefact.digest(earlier)),
            options.learn().stream().sorted().toList().toString(),
            options.trainer(),
            spelled(adapter.optimizer()) + " " + adapter.learningRate(),
            "passes " + adapter.passes(),
            "clip " + adapter.clipNorm() + " damping " + adapter.damping(),
            "momentum " + adapter.momentum() + " decay " + adapter.weightDecay(),
            options.shape() + " " + options.episodesPerStep() + "/" + options.returnAfter(),
            "locality " + options.locality(),
            "validation "
                + options.validateEvery()
                + "/"
                + options.validationEpisodes()
                + "/"
                + heldOut,
            "step sizes for each " + stepGrain.spelled(),
            "rates " + options.weightsRate() + "/" + options.stepsRate() + "/" + options.initRate(),
            "seed " + options.seed()));
  }

  /** By content: a file may change between a run and its going on. */
  private static String identified(List<Path> files) {
    List<String> digests = files.stream().distinct().map(FileDigest::of).toList();
    return names(files) + " " + digests;
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
