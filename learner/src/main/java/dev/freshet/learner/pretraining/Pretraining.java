package dev.freshet.learner.pretraining;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.QuestionTemplate;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.decoder.ModelConfig;
import dev.freshet.learner.decoder.RopeConfig;
import dev.freshet.learner.gradient.SecondMoments;
import dev.freshet.learner.tokenizer.BpeTrainer;
import dev.freshet.learner.tokenizer.Tokenizer;
import dev.freshet.learner.tokenizer.TokenizerFile;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a base model from text, from nothing: vocabulary, rows, training, model directory.
 *
 * <p>What is finished is not done again: the vocabulary and the training state stay in the work
 * folder, so that an interrupted run goes on.
 */
public final class Pretraining {
  private static final String END_TOKEN = "<|endoftext|>";
  private static final int END = 0;

  /** Hears how it goes. */
  public interface Listener {
    void stage(String what);

    void step(long step, long steps, double loss, double tokensPerSecond);
  }

  /** What came of it. */
  public record Outcome(
      long parameters,
      long documents,
      long corpusTokens,
      long steps,
      long totalSteps,
      long tokensSeen,
      double seconds,
      double finalLoss,
      long heldOutTokens,
      double heldOutNll,
      double heldOutBitsPerByte) {}

  private final TrainingOptions options;
  private final ComputeDevice device;
  private final Listener listener;

  public Pretraining(TrainingOptions options, ComputeDevice device, Listener listener) {
    this.options = options;
    this.device = device;
    this.listener = listener;
  }

  /** Runs to the end, or to the limit of steps; the model directory is written either way. */
  public Outcome run() {
    try {
      Files.createDirectories(options.work());
      Files.createDirectories(options.target());
      listener.stage("reading the corpus");
      List<CorpusDocument> all = Rows.read(options.corpora(), options.documentsPerCorpus());
      List<CorpusDocument> training =
          all.stream().filter(d -> !HeldOut.isHeldOut(d, options.heldOutEvery())).toList();
      HeldOut heldOut =
          new HeldOut(
              all.stream().filter(d -> HeldOut.isHeldOut(d, options.heldOutEvery())).toList());
      learnVocabulary(training);
      try (Tokenizer tokenizer = Tokenizer.read(options.work())) {
        return train(training, heldOut, tokenizer);
      }
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the training state cannot be written: " + e.getMessage(),
          options.work().toString(),
          "free some space; the same command then goes on",
          e);
    }
  }

  private void learnVocabulary(List<CorpusDocument> documents) throws IOException {
    Path file = options.work().resolve("tokenizer.json");
    Optional<Path> model = options.from().or(options::tokenizer);
    if (!Files.exists(file) && model.isPresent()) {
      requireOurEnd(model.get());
      Files.copy(model.get().resolve("tokenizer.json"), file);
    }
    if (!Files.exists(file)) {
      listener.stage("learning " + options.vocabulary() + " tokens");
      BpeTrainer trainer = new BpeTrainer(END_TOKEN);
      documents.forEach(document -> trainer.read(document.text()));
      TokenizerFile.write(trainer.train(options.vocabulary()), file);
    }
    Files.copy(
        file,
        options.target().resolve("tokenizer.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /** Rows are laid out with the token that models of this class end texts with. */
  private static void requireOurEnd(Path model) {
    if (!ModelConfig.read(model).endTokens().equals(List.of(END))) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "its texts do not end with token " + END,
          model.toString(),
          "name a model that `freshet pretrain` made");
    }
  }

  private Outcome train(List<CorpusDocument> documents, HeldOut heldOut, Tokenizer tokenizer)
      throws IOException {
    ModelConfig shape = options.from().map(ModelConfig::read).orElseGet(this::shape);
    int rowTokens = shape.context();
    listener.stage("packing " + documents.size() + " documents into rows");
    Rows rows = new Rows(rowTokens + 1);
    QuestionMix mix = new QuestionMix(rows, tokenizer, options.questionShare(), options.seed());
    documents.forEach(mix::add);
    mix.finish();
    if (rows.count() < options.batchRows()) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the corpus fills only " + rows.count() + " rows of " + rowTokens + " tokens",
          options.corpora().toString(),
          "give more text, or ask for shorter rows or a smaller batch");
    }
    Decoder decoder = new Decoder(shape);
    long steps = (long) Math.ceil(options.epochs() * rows.count() / options.batchRows());
    TrainingLoop loop =
        new TrainingLoop(
            decoder,
            rows,
            new TrainingLoop.Recipe(
                options.batchRows(),
                steps,
                options.peakRate(),
                options.warmupSteps(),
                options.weightDecay(),
                options.seed()),
            options.work(),
            options.saveEvery());
    try (Scope scope = Scope.on(device)) {
      listener.stage("training for " + steps + " steps");
      double[] lastLoss = {Double.NaN};
      TrainingState state =
          loop.run(
              device,
              start(decoder),
              options.limitSteps() > 0 ? options.limitSteps() : steps,
              (step, of, loss, speed) -> {
                lastLoss[0] = loss;
                listener.step(step, of, loss, speed);
              });
      writeModel(shape, state);
      listener.stage("measuring on " + heldOut.documents().size() + " held-out documents");
      HeldOut.Score score = heldOut.score(decoder, state.parameters(), tokenizer);
      return new Outcome(
          state.parameters().count(),
          documents.size(),
          rows.tokenCount(),
          state.step(),
          steps,
          state.step() * options.batchRows() * rowTokens,
          state.seconds(),
          lastLoss[0],
          score.tokens(),
          score.nll(),
          score.bitsPerByte());
    }
  }

  private ModelConfig shape() {
    return new ModelConfig(
        options
            .tokenizer()
            .map(ModelConfig::read)
            .map(ModelConfig::vocabulary)
            .orElse(options.vocabulary()),
        options.width(),
        options.layers(),
        options.heads(),
        options.keyValueHeads(),
        options.width() / options.heads(),
        options.feedForwardWidth(),
        options.rowTokens(),
        1e-5,
        new RopeConfig(10_000, new RopeConfig.None()),
        true,
        false,
        false,
        END,
        List.of(END));
  }

  private TensorTree start(Decoder decoder) {
    return options
        .from()
        .map(directory -> LanguageModel.readParameters(directory, decoder))
        .orElseGet(() -> decoder.initialise(options.seed()));
  }

  private void writeModel(ModelConfig shape, TrainingState state) throws IOException {
    SafetensorsWriter.write(
        options.target().resolve("model.safetensors"),
        state.parameters(),
        SafetensorsWriter.Precision.BF16,
        Map.of("format", "pt"));
    SecondMoments.of(state.transformation()).write(options.target());
    Files.writeString(options.target().resolve("config.json"), shape.toJson());
    QuestionTemplate.TUNED.write(options.target());
  }
}
