package dev.freshet.learner.step;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.Gate;
import dev.freshet.learner.gradient.GradientTransformation;
import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.learner.retention.Anchor;
import dev.freshet.learner.step.StepOutcome.DocumentReading;
import dev.freshet.learner.weighting.Weighed;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The passes of a step after its first one: what was learned there is read again, with the same
 * weights of tokens, where the model's have moved to. Holds the updates of one pass at a time.
 */
final class FurtherPasses implements AutoCloseable {
  private final Decoder decoder;
  private final GradientTransformation transformation;
  private final Guards guards;
  private final @Nullable Anchor anchor;
  private final long step;
  private final List<Part> parts = new ArrayList<>();
  private Arena held = Arena.on(Scope.current().device());
  private @Nullable String refusal;

  /** A document, and what its mean loss counts. */
  private record Part(Candidate document, float[] weights, double share) {}

  /**
   * @param anchor null for none
   * @param step how many steps there were before this one
   */
  FurtherPasses(
      Decoder decoder,
      GradientTransformation transformation,
      Guards guards,
      @Nullable Anchor anchor,
      long step) {
    this.decoder = decoder;
    this.transformation = transformation;
    this.guards = guards;
    this.anchor = anchor;
    this.step = step;
  }

  /** What the first pass made of a document; left out where it was not learned. */
  void include(Candidate document, DocumentReading reading, double share) {
    if (reading.hasWeight()) {
      parts.add(new Part(document, reading.weights(), share));
    }
  }

  /**
   * Goes on from the first pass, up to where a guard refuses.
   *
   * @return all updates as one; held here, but for those of the first pass
   */
  GradientTransformation.Update descend(
      GradientTransformation.Update first, TensorTree from, int passes) {
    GradientTransformation.Update update = first;
    for (int pass = 1; pass < passes; pass++) {
      Arena next = Arena.on(Scope.current().device());
      try (Scope scope = Scope.nested()) {
        TensorTree now = from.plus(update.updates());
        TensorTree gradients = gradient(now, pass);
        refusal = guards.refuseGradient(gradients.globalNorm());
        if (refusal != null) {
          return update;
        }
        update = update.then(transformation.update(gradients, update.state(), now));
        update =
            new GradientTransformation.Update(
                next.adopt(update.updates()), update.state().mapSlots(next::adopt));
      } finally {
        held.close();
        held = next;
      }
    }
    return update;
  }

  /** Why the step must not be taken; null where it may. */
  @Nullable String refusal() {
    return refusal;
  }

  @Override
  public void close() {
    held.close();
  }

  /** The objective's gradient, in the current scope. */
  private TensorTree gradient(TensorTree parameters, int pass) {
    try (Scope scope = Scope.nested();
        Recording recording = Recording.of(parameters)) {
      Learned here = new Learned(parameters, TransformationState.EMPTY);
      for (Part part : parts) {
        WeighedReading.Rule known = (input, state) -> new Weighed(part.weights, state);
        new WeighedReading(decoder, here, known, Gate.OPEN, recording, part.share)
            .read(part.document);
      }
      if (anchor != null) {
        recording.add(leaves -> anchor.pull(leaves, step, pass));
      }
      return scope.keep(recording.gradients());
    }
  }
}
