package dev.freshet.learner.meta;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.gradient.Adam;
import dev.freshet.learner.gradient.Chain;
import dev.freshet.learner.gradient.ClipByGlobalNorm;
import dev.freshet.learner.gradient.GradientTransformation;
import dev.freshet.learner.gradient.Schedule;
import dev.freshet.learner.gradient.StepSizes;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.weighting.WeightingNetwork;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The outer loop: episodes, their derivatives, a step of Adam on the meta-parameters, now and then
 * a validation on articles held out. The best meta-parameters are handed out when they are found.
 * Interrupted, the same options go on with the very episodes that would have come.
 */
public final class MetaTraining {
  /** Above this the derivatives of an episode are not to be trusted. */
  private static final double ALARM = 0.01;

  /** So many episodes in a row that are not finite end the run. */
  private static final int MOST_BROKEN = 20;

  /** Hears of what happens; a FreshetException from it ends the run, its state saved. */
  public interface Listener {
    /** Something worth a line. */
    void stage(String what);

    /**
     * A step was taken.
     *
     * @param loss the outer loss, a mean over the step's episodes
     * @param identityError the largest relative error of its derivatives
     */
    void step(int step, int steps, double loss, double meanWeight, double identityError);

    /** An episode of the next step is over. */
    void episode(int done, int of);

    /** A validation, and whether it is the best so far. */
    void validated(int step, Validation validation, boolean best);
  }

  /** Takes the best meta-parameters, in the scope of the call. */
  @FunctionalInterface
  public interface Keeper {
    void keep(MetaParameters best, Validation first, Validation validation, int step);
  }

  /**
   * What came of it.
   *
   * @param first the validation before any step; begun anew, of uniform weights and step sizes of 1
   * @param brokenEpisodes passed over, since something in them was not finite
   * @param identityAlarms episodes whose finite differences missed the identity by more than 1 %
   */
  public record Outcome(
      int steps,
      int bestStep,
      Validation first,
      Validation best,
      int trainingDocuments,
      int heldOutDocuments,
      int brokenEpisodes,
      int identityAlarms) {}

  private final List<Turn> turns = new ArrayList<>();
  private final FiniteDifference difference = new FiniteDifference();
  private final MetaTrainer trainer;
  private final MetaTrainingOptions options;
  private final ComputeDevice device;
  private final MetaParameters initial;
  private final EpisodeSource training;
  private final List<Episode> validation;
  private final int heldOutDocuments;
  private final GradientTransformation outerOptimizer;
  private final Listener listener;
  private final Keeper keeper;
  private final String recipe;
  private int broken;
  private int brokenInARow;
  private int alarms;

  /** A base whose turn comes and goes. */
  private record Turn(MetaTask task, TensorTree start) {}

  /**
   * @param bases at least one; by turns, each until it returns to its start. The first is what
   *     {@code initial} begins with; of others nothing is learned but the network that all share
   * @param network null where tokens count alike
   * @param passes steps on each document
   * @param initial what to begin with; its tensors must outlive this
   * @param recipe names all that shapes the run, so that a state of another is not taken for its
   *     own
   */
  public MetaTraining(
      List<MetaBase> bases,
      @Nullable WeightingNetwork network,
      int passes,
      MetaParameters initial,
      Passages passages,
      ComputeDevice device,
      MetaTrainingOptions options,
      String recipe,
      Listener listener,
      Keeper keeper) {
    this.options = options;
    this.device = device;
    this.initial = initial;
    this.listener = listener;
    this.keeper = keeper;
    this.recipe = recipe;
    this.trainer = MetaTrainer.named(options.trainer(), options.learn());
    for (MetaBase base : bases) {
      MetaTask task =
          new MetaTask(
              base.decoder(),
              network,
              base.optimizer(),
              passes,
              new OuterLoss(base.decoder(), options.locality()),
              difference,
              options.learn());
      turns.add(new Turn(task, base.parameters()));
    }
    this.training =
        new EpisodeSource(passages.training(), passages.plain(), options.shape(), options.seed());
    EpisodeSource held =
        new EpisodeSource(
            passages.heldOut(), passages.heldOutAndPlain(), options.shape(), options.seed());
    this.heldOutDocuments = held.documents();
    this.validation =
        LongStream.range(0, options.validationEpisodes()).mapToObj(held::episode).toList();
    this.outerOptimizer = outerOptimizer();
  }

  /** Runs until the validation stops falling, or to the last step. */
  public Outcome run() {
    Arena arena = Arena.on(device);
    try {
      MetaTrainingState state = begin(arena);
      long saved = System.nanoTime();
      try {
        while (state.step() < options.steps() && !isOver(state)) {
          Arena next = Arena.on(device);
          state = step(state, next);
          arena.close();
          arena = next;
          if (System.nanoTime() - saved > options.saveEvery().toNanos()) {
            state.save(options.work(), recipe);
            saved = System.nanoTime();
          }
        }
      } finally {
        state.save(options.work(), recipe);
      }
      return new Outcome(
          state.step(),
          state.bestStep(),
          state.first(),
          state.best(),
          training.documents(),
          heldOutDocuments,
          broken,
          alarms);
    } finally {
      arena.close();
    }
  }

  private boolean isOver(MetaTrainingState state) {
    return state.step() - state.bestStep() >= options.patience() * options.validateEvery();
  }

  private MetaTrainingState begin(Arena arena) {
    try (Scope scope = Scope.on(device)) {
      MetaTrainingState saved = MetaTrainingState.read(options.work(), recipe).orElse(null);
      if (saved != null) {
        listener.stage("going on after step " + saved.step());
        return saved.adoptedBy(arena);
      }
      listener.stage(
          training.documents()
              + " documents to train on, "
              + heldOutDocuments
              + " held out; validating the start");
      Validation first = measured(initial);
      listener.validated(0, first, true);
      keeper.keep(initial, first, first, 0);
      TensorTree learned = initial.flat(options.learn()).copy();
      return new MetaTrainingState(0, learned, outerOptimizer.init(learned), 0, first, first, 0)
          .adoptedBy(arena);
    }
  }

  private MetaTrainingState step(MetaTrainingState before, Arena arena) {
    try (Scope scope = Scope.on(device)) {
      MetaParameters meta = initial.with(before.learned());
      difference.begin(before.scale());
      Batch batch = episodes(meta, before.step());
      TensorTree gradient = batch.gradient;
      TensorTree learned = before.learned();
      GradientTransformation.Update update =
          gradient == null
              ? new GradientTransformation.Update(learned.zerosLike(), before.optimizer())
              : outerOptimizer.update(
                  gradient.scaled(1.0 / batch.finite), before.optimizer(), learned);
      MetaTrainingState after =
          new MetaTrainingState(
              before.step() + 1,
              learned.plus(update.updates()),
              update.state().mapSlots(slot -> gradient == null ? slot.copy() : slot),
              difference.scale(),
              before.first(),
              before.best(),
              before.bestStep());
      listener.step(
          after.step(),
          options.steps(),
          batch.loss / batch.finite,
          batch.meanWeight / batch.finite,
          batch.identityError);
      return validated(after).adoptedBy(arena);
    }
  }

  private MetaTrainingState validated(MetaTrainingState state) {
    if (state.step() % options.validateEvery() != 0 && state.step() != options.steps()) {
      return state;
    }
    MetaParameters meta = initial.with(state.learned());
    Validation found = measured(meta);
    boolean better = found.loss() < state.best().loss();
    listener.validated(state.step(), found, better);
    if (!better) {
      return state;
    }
    keeper.keep(meta, state.first(), found, state.step());
    return state.withBest(found);
  }

  private Validation measured(MetaParameters meta) {
    return Validation.mean(
        turns.stream()
            .map(turn -> Validation.measure(turn.task, under(turn, meta), validation))
            .toList());
  }

  /** What was learned, for one of several bases. */
  private MetaParameters under(Turn turn, MetaParameters meta) {
    return turns.size() == 1
        ? meta
        : new MetaParameters(meta.weighting(), MetaParameters.NONE, turn.start);
  }

  /** Sums over the episodes of a step. */
  private static final class Batch {
    private @Nullable TensorTree gradient;
    private int finite;
    private double loss;
    private double meanWeight;
    private double identityError;
  }

  private Batch episodes(MetaParameters meta, int step) {
    Batch batch = new Batch();
    @Nullable Learned carried = null;
    for (int e = 0; e < options.episodesPerStep(); e++) {
      long number = (long) step * options.episodesPerStep() + e;
      Turn turn = turns.get((int) (number / options.returnAfter() % turns.size()));
      MetaParameters own = under(turn, meta);
      Learned from =
          carried == null || number % options.returnAfter() == 0 ? turn.task.start(own) : carried;
      try (Scope scope = Scope.nested()) {
        Episode episode = training.episode(number);
        MetaTrainer.Lesson lesson = trainer.learn(turn.task, own, from, episode);
        TensorTree gradient = lesson.gradient().flat(options.learn());
        if (!Double.isFinite(lesson.loss() + gradient.globalNorm())) {
          throw new NotFiniteException("the meta-gradient is not finite");
        }
        TensorTree sum = batch.gradient;
        batch.gradient = scope.keep(sum == null ? gradient : sum.plus(gradient));
        batch.finite++;
        batch.loss += lesson.loss();
        batch.meanWeight += lesson.meanWeight();
        batch.identityError = Math.max(batch.identityError, lesson.identityError());
        carried =
            new Learned(
                scope.keep(lesson.after().parameters()),
                lesson.after().transformation().mapSlots(scope::keep));
        brokenInARow = 0;
        if (lesson.identityError() > ALARM) {
          alarms++;
          listener.stage(
              "step "
                  + (step + 1)
                  + ": derivatives miss their identity by "
                  + Math.round(1000 * lesson.identityError()) / 10.0
                  + " %");
        }
      } catch (NotFiniteException e2) {
        carried = null;
        passOver(step, e2);
      }
      listener.episode(e + 1, options.episodesPerStep());
    }
    return batch;
  }

  private void passOver(int step, NotFiniteException why) {
    broken++;
    brokenInARow++;
    listener.stage("step " + (step + 1) + ": an episode is passed over: " + why.getMessage());
    if (brokenInARow >= MOST_BROKEN) {
      throw new FreshetException(
          ExitCode.DIVERGED,
          "the meta-training diverged: " + brokenInARow + " episodes in a row were not finite",
          null,
          "lower --learning-rate, or the meta learning rates; the best so far is kept");
    }
  }

  /** Adam with the learning rate of each part as a step size. */
  private GradientTransformation outerOptimizer() {
    try (Scope scope = Scope.on(device)) {
      Map<String, Double> rates = new LinkedHashMap<>();
      for (String name : initial.flat(options.learn()).names()) {
        MetaPart part = MetaPart.valueOf(name.substring(0, name.indexOf('/')));
        rates.put(
            name,
            switch (part) {
              case WEIGHTS -> options.weightsRate();
              case STEPS -> options.stepsRate();
              case INIT -> options.initRate();
            });
      }
      return Chain.of(
          new ClipByGlobalNorm(10),
          new Adam(Schedule.constant(1), 0.9, 0.99, 1e-8, 0),
          StepSizes.perTensor(rates));
    }
  }
}
