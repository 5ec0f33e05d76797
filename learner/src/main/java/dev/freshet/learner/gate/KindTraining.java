package dev.freshet.learner.gate;

import dev.freshet.learner.gate.ShiftingLane.Episode;
import dev.freshet.learner.gradient.Adam;
import dev.freshet.learner.gradient.GradientTransformation.Update;
import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Meta-trains how a kind begins to be known (after Wu et al. 2023, with the gate's start of a kind
 * in place of a network's). A document is let in where the lane, or any kind that was let in so
 * far, finds it no more novel than the bar; the gradient goes through the steps that the kinds have
 * taken, exactly, since these are running means:
 *
 * <pre>
 * s_k(x) = min(lane(x), novelty beside kind 1, ..., novelty beside kind k) - bar
 * loss   = mean over k of   h mean log(1 + e^s_k) over documents of kinds 1 to k
 *                         + mean log(1 + e^-s_k)  over documents of the others
 *          + r |start - plain start|^2
 * </pre>
 */
public final class KindTraining {
  private static final String BIAS = "bias";
  private static final List<String> POSITIVE =
      List.of("pull", "spreadPull", "width", "above", "below");
  private static final String OFFSET = "offset";

  private static final double STAYS_PLAIN = 0.003;

  private KindTraining() {}

  /**
   * How it is trained.
   *
   * @param episodes in a step, of each lane
   * @param heldBack h: how much worse it is to hold back what was let in than to let in the others
   */
  public record Options(int steps, int episodes, double rate, double heldBack, long seed) {}

  /** Hears of the loss after so many steps. */
  @FunctionalInterface
  public interface Progress {
    void at(int step, double loss);
  }

  /** The start that a plain one becomes. */
  public static KindStart run(
      ComputeDevice device, List<ShiftingLane> lanes, Options options, Progress progress) {
    Adam adam = Adam.of(options.rate());
    Arena arena = Arena.on(device);
    try {
      TensorTree start;
      TransformationState state;
      try (Scope scope = Scope.on(device)) {
        start = arena.adopt(logarithms(KindStart.PLAIN));
        state = adam.init(start).mapSlots(arena::adopt);
      }
      for (int step = 0; step < options.steps(); step++) {
        Arena next = Arena.on(device);
        try (Scope scope = Scope.on(device);
            Recording recording = Recording.of(start)) {
          List<Batch> batches = batches(lanes, options, step);
          double loss = recording.add(leaves -> loss(leaves, batches, options.heldBack()));
          Update update = adam.update(recording.gradients(), state, start);
          start = next.adopt(start.plus(update.updates()));
          state = update.state().mapSlots(next::adopt);
          progress.at(step, loss);
        }
        arena.close();
        arena = next;
      }
      return start(start);
    } finally {
      arena.close();
    }
  }

  // ---- the start as tensors ----

  /** What is positive by its logarithm, so that it stays so. */
  private static TensorTree logarithms(KindStart start) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    double[][] parts = {
      start.pull(), start.spreadPull(), start.width(), start.above(), start.below()
    };
    for (int i = 0; i < parts.length; i++) {
      double[] logs = DoubleStream.of(parts[i]).map(Math::log).toArray();
      tensors.put(POSITIVE.get(i), Tensor.of(logs, logs.length));
    }
    tensors.put(OFFSET, Tensor.of(start.offset(), start.offset().length));
    tensors.put(BIAS, Tensor.of(new double[] {start.bias()}, 1));
    return TensorTree.of(tensors);
  }

  private static KindStart start(TensorTree logarithms) {
    Function<String, double[]> positive =
        name -> DoubleStream.of(logarithms.get(name).toDoubles()).map(Math::exp).toArray();
    return new KindStart(
        positive.apply("pull"),
        positive.apply("spreadPull"),
        positive.apply("width"),
        logarithms.get(OFFSET).toDoubles(),
        positive.apply("above"),
        positive.apply("below"),
        logarithms.get(BIAS).toDoubles()[0]);
  }

  // ---- the loss ----

  /** Episodes of one lane {@code [episode, kind, document, score]}. */
  private record Batch(
      Tensor counts,
      Tensor means,
      Tensor variances,
      Tensor values,
      Tensor lane,
      Tensor bar,
      List<Tensor> letIn,
      List<Tensor> strange) {}

  private static List<Batch> batches(List<ShiftingLane> lanes, Options options, int step) {
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      CounterRandom random = new CounterRandom(options.seed(), (long) step * lanes.size() + i);
      List<Episode> episodes = new ArrayList<>();
      for (int e = 0; e < options.episodes(); e++) {
        episodes.add(lanes.get(i).episode(random));
      }
      batches.add(batch(episodes));
    }
    return batches;
  }

  private static Batch batch(List<Episode> episodes) {
    int all = episodes.size();
    int kinds = Episode.ACCEPTED;
    int documents = episodes.get(0).kindOf().length;
    int scores = NoveltyScores.count();
    List<Tensor> letIn = new ArrayList<>();
    List<Tensor> strange = new ArrayList<>();
    for (int k = 0; k < kinds; k++) {
      int last = k;
      double[] in =
          episodes.stream()
              .flatMapToDouble(
                  e -> java.util.Arrays.stream(e.kindOf()).mapToDouble(p -> p <= last ? 1 : 0))
              .toArray();
      double[] out = DoubleStream.of(in).map(one -> 1 - one).toArray();
      letIn.add(Tensor.of(shares(in), all, 1, documents));
      strange.add(Tensor.of(shares(out), all, 1, documents));
    }
    return new Batch(
        joined(episodes, Episode::counts, all, kinds, 1, scores),
        joined(episodes, Episode::means, all, kinds, 1, scores),
        joined(episodes, Episode::variances, all, kinds, 1, scores),
        Tensor.of(
            episodes.stream()
                .flatMap(e -> Stream.of(e.values()))
                .flatMap(Stream::of)
                .flatMapToDouble(DoubleStream::of)
                .toArray(),
            all,
            kinds,
            documents,
            scores),
        Tensor.of(
            episodes.stream().flatMapToDouble(e -> DoubleStream.of(e.lane())).toArray(),
            all,
            1,
            documents),
        Tensor.of(episodes.stream().mapToDouble(Episode::bar).toArray(), all, 1, 1),
        letIn,
        strange);
  }

  private static double[] shares(double[] ones) {
    double sum = DoubleStream.of(ones).sum();
    return DoubleStream.of(ones).map(one -> one / sum).toArray();
  }

  private static Tensor joined(
      List<Episode> episodes, Function<Episode, double[][]> part, long... shape) {
    return Tensor.of(
        episodes.stream()
            .flatMap(e -> Stream.of(part.apply(e)))
            .flatMapToDouble(DoubleStream::of)
            .toArray(),
        shape);
  }

  private static Tensor loss(TensorTree start, List<Batch> batches, double heldBack) {
    Tensor sum = staysPlain(start);
    for (Batch batch : batches) {
      Tensor novelty = novelty(start, batch).minus(batch.bar);
      Tensor least = batch.lane;
      for (int k = 0; k < Episode.ACCEPTED; k++) {
        Tensor beside = novelty.slice(1, k, k + 1L);
        least = beside.where(beside.lessOrEqual(least), least);
        Tensor loss =
            least
                .softplus()
                .times(batch.letIn.get(k))
                .sum()
                .scaled(heldBack)
                .plus(least.negated().softplus().times(batch.strange.get(k)).sum());
        sum = sum.plus(loss.scaled(1.0 / (Episode.ACCEPTED * batches.size())));
      }
    }
    return sum;
  }

  /** Beside every kind {@code [episode, kind, document]}: {@link KindStart}, over tensors. */
  private static Tensor novelty(TensorTree start, Batch batch) {
    Tensor a = start.get("pull").exp();
    Tensor b = start.get("spreadPull").exp();
    Tensor w = start.get("width").exp();
    Tensor n = batch.counts;
    Tensor mean = n.times(batch.means).plus(a.times(start.get(OFFSET))).dividedBy(n.plus(a));
    Tensor one = Tensor.full(1, Dtype.F64, 1);
    Tensor variance =
        n.times(batch.variances)
            .plus(b.times(w.squared()))
            .dividedBy(n.plus(b))
            .times(one.dividedBy(n.plus(a)).plus(one));
    Tensor t = batch.values.minus(mean).dividedBy(variance.sqrt());
    Tensor worth = t.squared().shifted(1).log();
    Tensor zero = Tensor.zeros(Dtype.F64, 1);
    Tensor above = worth.times(start.get("above").exp());
    Tensor below = worth.times(start.get("below").exp());
    return above.where(zero.lessOrEqual(t), below).sum(-1, false).plus(start.get(BIAS));
  }

  private static Tensor staysPlain(TensorTree start) {
    TensorTree plain = logarithms(KindStart.PLAIN);
    Tensor sum = Tensor.zeros(Dtype.F64);
    for (String name : start.names()) {
      sum = sum.plus(start.get(name).minus(plain.get(name)).squared().sum());
    }
    return sum.scaled(STAYS_PLAIN);
  }
}
