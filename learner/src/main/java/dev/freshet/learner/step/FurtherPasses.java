package dev.freshet.learner.step;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.Gate;
import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.learner.retention.Anchor;
import dev.freshet.learner.step.StepOutcome.DocumentReading;
import dev.freshet.learner.weighting.Weighed;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The objective of a step after its first pass: what was learned there is read again, with the same
 * weights of tokens, where the model's have moved to.
 */
final class FurtherPasses {
  private final Decoder decoder;
  private final @Nullable Anchor anchor;
  private final long step;
  private final List<Part> parts = new ArrayList<>();

  /** A document, and what its mean loss counts. */
  private record Part(Candidate document, float[] weights, double share) {}

  /**
   * @param anchor null for none
   * @param step how many steps there were before this one
   */
  FurtherPasses(Decoder decoder, @Nullable Anchor anchor, long step) {
    this.decoder = decoder;
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
   * The objective's gradient, in the current scope.
   *
   * @param pass the first one was 0
   */
  TensorTree gradient(TensorTree parameters, int pass) {
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
