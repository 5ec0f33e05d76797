package dev.freshet.learner.pretraining;

import dev.freshet.config.FreshetException;
import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gradient.Adam;
import dev.freshet.learner.gradient.Chain;
import dev.freshet.learner.gradient.ClipByGlobalNorm;
import dev.freshet.learner.gradient.GradientTransformation;
import dev.freshet.learner.gradient.Schedule;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Gradient descent over packed rows: AdamW, clipped, with a warm-up and a cosine. Its state is
 * saved at intervals, and a run that finds one goes on from it with the very rows that would have
 * come.
 */
final class TrainingLoop {
  /** The recipe of one run. */
  record Recipe(
      int batchRows, long steps, double peakRate, int warmupSteps, double weightDecay, long seed) {}

  /** Hears of every step; a FreshetException from it ends the run, its state saved. */
  @FunctionalInterface
  interface Progress {
    void step(long step, long steps, double loss, double tokensPerSecond);
  }

  private final Decoder decoder;
  private final Rows rows;
  private final Recipe recipe;
  private final Path work;
  private final Duration saveEvery;
  private final GradientTransformation transformation;

  TrainingLoop(Decoder decoder, Rows rows, Recipe recipe, Path work, Duration saveEvery) {
    this.decoder = decoder;
    this.rows = rows;
    this.recipe = recipe;
    this.work = work;
    this.saveEvery = saveEvery;
    Schedule schedule =
        Schedule.warmupCosine(
            recipe.peakRate(), recipe.peakRate() / 10, recipe.warmupSteps(), recipe.steps());
    this.transformation =
        Chain.of(
            new ClipByGlobalNorm(1), new Adam(schedule, 0.9, 0.95, 1e-8, recipe.weightDecay()));
  }

  /**
   * Trains to the end of the recipe, or to a step, and returns the final state in the current
   * scope.
   *
   * @param start the parameters to begin with where nothing was saved
   * @param until the step to stop at; the state is saved there
   */
  TrainingState run(ComputeDevice device, TensorTree start, long until, Progress progress)
      throws IOException {
    Optional<TrainingState> saved = TrainingState.read(work);
    Arena arena = Arena.on(device);
    TrainingState state =
        saved.orElseGet(() -> new TrainingState(0, 0, start, transformation.init(start)));
    long lastSave = System.nanoTime();
    while (state.step() < Math.min(until, recipe.steps())) {
      Arena next = Arena.on(device);
      long begin = System.nanoTime();
      double loss;
      try (Scope scope = Scope.nested()) {
        Step step = step(state, begin);
        loss = step.loss();
        state = adopted(next, step.state());
      }
      arena.close();
      arena = next;
      double seconds = (System.nanoTime() - begin) / 1e9;
      try {
        progress.step(
            state.step(), recipe.steps(), loss, recipe.batchRows() * (rowLength() - 1) / seconds);
      } catch (FreshetException interrupted) {
        state.save(work);
        throw interrupted;
      }
      if (System.nanoTime() - lastSave > saveEvery.toNanos()) {
        state.save(work);
        lastSave = System.nanoTime();
      }
    }
    state.save(work);
    TrainingState result =
        new TrainingState(
            state.step(),
            state.seconds(),
            state.parameters().copy(),
            state.transformation().mapSlots(TensorTree::copy));
    arena.close();
    return result;
  }

  private record Step(TrainingState state, double loss) {}

  private Step step(TrainingState state, long begin) {
    int[] chosen = rowsOfStep(state.step());
    Tensor ids = ids(chosen);
    float[] weights = weights(chosen);
    double total = 0;
    for (float weight : weights) {
      total += weight;
    }
    Tensor share =
        Tensor.of(scaled(weights, 1 / Math.max(1, total)), chosen.length, rowLength() - 1L);
    try (Recording recording = Recording.of(state.parameters())) {
      double loss = recording.add(leaves -> TokenLoss.of(decoder, leaves, ids).times(share).sum());
      GradientTransformation.Update update =
          transformation.update(recording.gradients(), state.transformation(), state.parameters());
      TrainingState next =
          new TrainingState(
              state.step() + 1,
              state.seconds() + (System.nanoTime() - begin) / 1e9,
              state.parameters().plus(update.updates()),
              update.state());
      return new Step(next, loss);
    }
  }

  private static TrainingState adopted(Arena arena, TrainingState state) {
    return new TrainingState(
        state.step(),
        state.seconds(),
        arena.adopt(state.parameters()),
        state.transformation().mapSlots(arena::adopt));
  }

  /** The rows of a step: every epoch takes all rows in an order of its own. */
  private int[] rowsOfStep(long step) {
    int[] chosen = new int[recipe.batchRows()];
    for (int i = 0; i < chosen.length; i++) {
      long position = step * recipe.batchRows() + i;
      chosen[i] = order(position / rows.count())[(int) (position % rows.count())];
    }
    return chosen;
  }

  private long orderedEpoch = -1;
  private int[] order = new int[0];

  private int[] order(long epoch) {
    if (epoch != orderedEpoch) {
      order = new int[rows.count()];
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      new CounterRandom(recipe.seed(), epoch).shuffle(order);
      orderedEpoch = epoch;
    }
    return order;
  }

  private int rowLength() {
    return rows.ids(0).length;
  }

  private Tensor ids(int[] chosen) {
    int length = rowLength();
    int[] ids = new int[chosen.length * length];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(rows.ids(chosen[i]), 0, ids, i * length, length);
    }
    return Tensor.of(ids, chosen.length, length);
  }

  private float[] weights(int[] chosen) {
    int length = rowLength() - 1;
    float[] weights = new float[chosen.length * length];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(rows.weights(chosen[i]), 0, weights, i * length, length);
    }
    return weights;
  }

  private static float[] scaled(float[] values, double factor) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = (float) (values[i] * factor);
    }
    return scaled;
  }
}
