package dev.freshet.learner.pretraining;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.Question;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tunes a model to answer questions without the document before it (closed-book): the loss is taken
 * on the answer and its end token alone (Hu et al. 2023, base preparation), with whole documents
 * mixed in, so that the model goes on to be one of text.
 *
 * <p>Articles are split by title; after each pass the questions of the held-out articles are
 * scored, and the best weights are kept.
 */
public final class QuestionTuning {
  private static final int SCORE_BATCH = 32;

  /**
   * How to tune.
   *
   * @param corpora files with questions, and files of documents to mix in
   * @param documentShare share of the tokens that come from documents without questions
   * @param heldOutEvery one article in so many is held out
   * @param patience passes without a better score before it stops
   */
  public record Options(
      List<Path> corpora,
      Path target,
      Path work,
      int batchRows,
      int maxEpochs,
      double peakRate,
      double documentShare,
      int heldOutEvery,
      int patience,
      long seed) {}

  /** What came of it: nats per answer token on held-out articles. */
  public record Outcome(
      int questions,
      int heldOutQuestions,
      double nllBefore,
      double nllAfter,
      int bestEpoch,
      int epochs) {}

  private final LanguageModel base;
  private final Options options;
  private final Pretraining.Listener listener;

  public QuestionTuning(LanguageModel base, Options options, Pretraining.Listener listener) {
    this.base = base;
    this.options = options;
    this.listener = listener;
  }

  /** Runs until the held-out score stops falling; writes the best model. */
  public Outcome run() {
    try {
      return tune();
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the training state cannot be written: " + e.getMessage(),
          options.work().toString(),
          "free some space; the same command then goes on",
          e);
    }
  }

  private Outcome tune() throws IOException {
    listener.stage("reading the corpus");
    List<CorpusDocument> all = Rows.read(options.corpora(), 0);
    List<CorpusDocument> training =
        all.stream().filter(d -> !HeldOut.isHeldOut(d, options.heldOutEvery())).toList();
    List<Question> heldOut =
        all.stream()
            .filter(d -> HeldOut.isHeldOut(d, options.heldOutEvery()))
            .flatMap(d -> d.questions().stream())
            .map(qa -> new Question(qa.question(), List.of(qa.answer())))
            .toList();
    int questions = training.stream().mapToInt(d -> d.questions().size()).sum();
    if (questions == 0 || heldOut.isEmpty()) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the corpus has " + questions + " questions to train on, " + heldOut.size() + " held out",
          options.corpora().toString(),
          "give files of several articles with questions: SQuAD's format, or JSON Lines with probes");
    }
    Rows rows = rows(training);
    long perEpoch = Math.max(1, rows.count() / options.batchRows());
    TrainingLoop loop =
        new TrainingLoop(
            base.decoder(),
            rows,
            new TrainingLoop.Recipe(
                options.batchRows(),
                perEpoch * options.maxEpochs(),
                options.peakRate(),
                (int) Math.min(50, perEpoch),
                0.1,
                options.seed()),
            options.work(),
            Duration.ofMinutes(10));
    AnswerScorer scorer = new AnswerScorer(base, 1, SCORE_BATCH);
    double before = mean(scorer, base.parameters(), heldOut);
    double best = before;
    int bestEpoch = 0;
    int epoch = 0;
    export(base.parameters());
    while (epoch < options.maxEpochs() && epoch - bestEpoch < options.patience()) {
      epoch++;
      try (Scope scope = Scope.on(base.device())) {
        TrainingState state =
            loop.run(base.device(), base.parameters(), epoch * perEpoch, listener::step);
        double score = mean(scorer, state.parameters(), heldOut);
        listener.stage("pass " + epoch + ": held-out answer NLL " + score + ", best " + best);
        if (score < best) {
          best = score;
          bestEpoch = epoch;
          export(state.parameters());
        }
      }
    }
    return new Outcome(questions, heldOut.size(), before, best, bestEpoch, epoch);
  }

  private Rows rows(List<CorpusDocument> training) {
    int end = base.config().endTokens().get(0);
    Rows rows = new Rows(base.config().context() + 1);
    List<CorpusDocument.QuestionAnswer> questions = new ArrayList<>();
    training.forEach(document -> questions.addAll(document.questions()));
    List<CorpusDocument> texts = training.stream().filter(d -> !d.text().isBlank()).toList();
    int[] order = new int[questions.size()];
    Arrays.setAll(order, i -> i);
    CounterRandom random = new CounterRandom(options.seed(), 0);
    random.shuffle(order);
    long documentTokens = 0;
    for (int index : order) {
      rows.addQuestion(questions.get(index), base.tokenizer(), base.questions(), end, true);
      while (documentTokens < rows.tokenCount() * options.documentShare()) {
        long before = rows.tokenCount();
        CorpusDocument text = texts.get(random.nextInt(texts.size()));
        rows.addDocument(
            new CorpusDocument(text.title(), text.text(), List.of()),
            base.tokenizer(),
            base.questions(),
            end);
        documentTokens += rows.tokenCount() - before;
      }
    }
    return rows;
  }

  private static double mean(AnswerScorer scorer, TensorTree parameters, List<Question> questions) {
    return Arrays.stream(scorer.nll(parameters, questions)).average().orElse(Double.NaN);
  }

  private void export(TensorTree parameters) {
    base.export(options.target(), parameters, SafetensorsWriter.Precision.BF16);
  }
}
