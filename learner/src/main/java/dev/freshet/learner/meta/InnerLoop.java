package dev.freshet.learner.meta;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gradient.GradientTransformation;
import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.weighting.NetworkInput;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes weighted steps on some documents, in order: the very steps that a lane takes.
 *
 * <pre>
 * g_k = grad F_k(theta_k)    U_k, s_{k+1} = chain(g_k, s_k, theta_k)    theta_{k+1} = theta_k + U_k
 * </pre>
 *
 * @param transformation the chain
 * @param passes steps on each document, with the weights of the first
 */
public record InnerLoop(Decoder decoder, GradientTransformation transformation, int passes) {
  /** One step on each document. */
  public InnerLoop(Decoder decoder, GradientTransformation transformation) {
    this(decoder, transformation, 1);
  }

  /** A step as it was taken, for the way back. */
  public record Step(
      DocumentLoss document,
      NetworkInput input,
      double[] weights,
      TensorTree parameters,
      TransformationState state,
      DocumentLoss.Reading reading) {
    /** Of F, the document's weighted loss. */
    public TensorTree gradient() {
      return reading.gradient();
    }
  }

  /** Steps in order, and where they led. Holds their tensors until it is closed. */
  public static final class Trajectory implements AutoCloseable {
    private final Arena arena;
    private final List<Step> steps = new ArrayList<>();
    private Learned end;

    private Trajectory(Arena arena, Learned start) {
      this.arena = arena;
      this.end = start;
    }

    public List<Step> steps() {
      return steps;
    }

    public Learned end() {
      return end;
    }

    double meanWeight() {
      return steps.stream()
          .flatMapToDouble(step -> java.util.Arrays.stream(step.weights()))
          .average()
          .orElse(Double.NaN);
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  /** The state before the first step. */
  public Learned initial(TensorTree parameters) {
    return new Learned(parameters, transformation.init(parameters));
  }

  /** Steps on all documents; the start's tensors must outlive the result. */
  public Trajectory take(Learned start, List<int[]> documents, Weigher weigher) {
    Arena arena = Arena.on(Scope.current().device());
    Trajectory trajectory = new Trajectory(arena, start);
    try {
      for (int[] ids : documents) {
        learn(trajectory, ids, weigher);
      }
      return trajectory;
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private void learn(Trajectory trajectory, int[] ids, Weigher weigher) {
    DocumentLoss document = new DocumentLoss(decoder, ids);
    try (Scope scope = Scope.nested()) {
      NetworkInput input = input(trajectory.arena, document, ids, trajectory.end.parameters());
      double[] weights = weigher.weigh(input);
      for (int pass = 0; pass < passes; pass++) {
        step(trajectory, document, input, weights);
      }
    }
  }

  private void step(
      Trajectory trajectory, DocumentLoss document, NetworkInput input, double[] weights) {
    try (Scope scope = Scope.nested()) {
      Learned before = trajectory.end;
      TensorTree parameters = before.parameters();
      DocumentLoss.Reading reading = document.gradient(parameters, weights);
      GradientTransformation.Update update =
          transformation.update(reading.gradient(), before.transformation(), parameters);
      trajectory.steps.add(
          new Step(
              document,
              input,
              weights,
              parameters,
              before.transformation(),
              new DocumentLoss.Reading(
                  reading.losses(), trajectory.arena.adopt(reading.gradient()))));
      trajectory.end =
          new Learned(parameters.plus(update.updates()), update.state())
              .adoptedBy(trajectory.arena);
    }
  }

  private static NetworkInput input(
      Arena arena, DocumentLoss document, int[] ids, TensorTree parameters) {
    return new NetworkInput(
        ids,
        remembered(arena, () -> document.hidden(parameters)),
        remembered(
            arena,
            () -> {
              Dtype dtype = parameters.tensors().values().iterator().next().dtype();
              return Tensor.of(document.losses(parameters), dtype, document.targets());
            }));
  }

  /** Computes once, for the step and for the way back. */
  private static Supplier<Tensor> remembered(Arena arena, Supplier<Tensor> computed) {
    return new Supplier<>() {
      private @Nullable Tensor known;

      @Override
      public Tensor get() {
        Tensor tensor = known;
        if (tensor == null) {
          tensor = arena.adopt(computed.get());
          known = tensor;
        }
        return tensor;
      }
    };
  }
}
