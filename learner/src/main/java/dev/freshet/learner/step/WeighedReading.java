package dev.freshet.learner.step;

import dev.freshet.learner.TokenWindows;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.Gate;
import dev.freshet.learner.gate.GateState;
import dev.freshet.learner.gate.Judgement;
import dev.freshet.learner.gate.ReadingParts;
import dev.freshet.learner.step.StepOutcome.DocumentReading;
import dev.freshet.learner.weighting.Weighed;
import dev.freshet.learner.weighting.WeightingInput;
import dev.freshet.learner.weighting.WeightingState;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a step, read one after the other: each is weighed and judged, and its weighted
 * loss goes into the recording if the gate lets it in. What it holds back leaves nothing behind but
 * in its own memory. A document that fits one window is weighed within the very forward pass that
 * the step needs; a longer one before, by a pass of its own if the weighting asks for one.
 */
final class WeighedReading {
  private final Decoder decoder;
  private final TensorTree parameters;
  private final Rule rule;
  private final Gate gate;
  private final Recording recording;
  private final double share;
  private WeightingState state;
  private GateState gateState;
  private @Nullable String defect;

  /** Where weights come from. */
  interface Rule {
    Weighed weigh(WeightingInput input, WeightingState state);
  }

  /**
   * Nothing read yet.
   *
   * @param share of each document in the step
   */
  WeighedReading(
      Decoder decoder, Learned before, Rule rule, Gate gate, Recording recording, double share) {
    this.decoder = decoder;
    this.parameters = before.parameters();
    this.rule = rule;
    this.gate = gate;
    this.recording = recording;
    this.share = share;
    this.state = before.weighting();
    this.gateState = before.gate();
  }

  /** What the weighting remembers after what was read. */
  WeightingState state() {
    return state;
  }

  /** What the gate remembers after it. */
  GateState gateState() {
    return gateState;
  }

  /** Why no step may be taken on what was read; null where one may. */
  @Nullable String defect() {
    return defect;
  }

  DocumentReading read(Candidate candidate) {
    Optional<Judgement> unread = gate.beforeReading(candidate, gateState);
    if (unread.isPresent()) {
      float[] none = new float[Math.max(0, candidate.text().length() - 1)];
      return new DocumentReading(none, new float[0], unread.get());
    }
    int[] ids = candidate.text().ids();
    List<int[]> windows = TokenWindows.predictingAll(ids, decoder.config().context());
    return windows.size() == 1
        ? readWhole(candidate, windows.get(0))
        : readWindows(candidate, windows);
  }

  private DocumentReading readWhole(Candidate candidate, int[] window) {
    float[][] weights = {{}};
    float[][] losses = {{}};
    @Nullable Judgement[] judgement = {null};
    recording.add(
        leaves -> {
          WindowForward forward = new WindowForward(decoder, leaves, window);
          WeightingInput input =
              new WeightingInput(candidate.text(), forward::seenLosses, forward::seenHidden);
          Weighed weighed = weigh(input);
          weights[0] = weighed.weights();
          if (!Weighed.any(weights[0])) {
            state = weighed.state();
            return null;
          }
          Tensor loss = forward.losses();
          losses[0] = floats(loss);
          judgement[0] = judge(candidate, forward::addTo);
          if (judgement[0] != null && !judgement[0].isLearned()) {
            return null;
          }
          state = weighed.state();
          return weighted(loss, weights[0], weights[0].length);
        });
    return new DocumentReading(weights[0], losses[0], judgement[0]);
  }

  /**
   * A document that may be held back is read once before, because the first window's gradient
   * cannot be taken back; where a weighting asks for the same, by the same pass.
   */
  private DocumentReading readWindows(Candidate candidate, List<int[]> windows) {
    WeightingInput input = WeightingInput.of(decoder, parameters, candidate.text());
    Weighed weighed = weigh(input);
    float[] weights = weighed.weights();
    if (!Weighed.any(weights)) {
      state = weighed.state();
      return new DocumentReading(weights, new float[0], null);
    }
    if (gate.judgesFirst(candidate)) {
      Judgement judgement = judge(candidate, parts -> input.addTo(parts, decoder, parameters));
      if (judgement != null && !judgement.isLearned()) {
        return new DocumentReading(weights, floats(input.losses().get()), judgement);
      }
      state = weighed.state();
      return new DocumentReading(weights, step(windows, weights, null), judgement);
    }
    state = weighed.state();
    ReadingParts parts = new ReadingParts();
    float[] losses = step(windows, weights, gate.isOpen() ? null : parts);
    return new DocumentReading(weights, losses, judged(candidate, parts));
  }

  /** Reads window by window, each into the recording; returns the losses. */
  private float[] step(List<int[]> windows, float[] weights, @Nullable ReadingParts parts) {
    float[] losses = new float[weights.length];
    int from = 0;
    for (int[] window : windows) {
      int start = from;
      int end = from + window.length - 1;
      recording.add(
          leaves -> {
            WindowForward forward = new WindowForward(decoder, leaves, window);
            Tensor loss = forward.losses();
            System.arraycopy(floats(loss), 0, losses, start, end - start);
            if (parts != null) {
              forward.addTo(parts);
            }
            return weighted(loss, Arrays.copyOfRange(weights, start, end), weights.length);
          });
      from = end;
    }
    return losses;
  }

  private @Nullable Judgement judge(Candidate candidate, Consumer<ReadingParts> read) {
    ReadingParts parts = new ReadingParts();
    if (!gate.isOpen()) {
      read.accept(parts);
    }
    return judged(candidate, parts);
  }

  private @Nullable Judgement judged(Candidate candidate, ReadingParts parts) {
    if (gate.isOpen()) {
      return null;
    }
    Gate.Judged judged = gate.judge(candidate, parts.reading(candidate.text().text()), gateState);
    gateState = judged.state();
    return judged.judgement();
  }

  /** The weights of a document, and what is remembered where it is learned; 0 where unusable. */
  private Weighed weigh(WeightingInput input) {
    Weighed weighed = rule.weigh(input, state);
    String found = weighed.defect(input.targets());
    if (found != null) {
      defect = found;
      return new Weighed(new float[input.targets()], state);
    }
    return weighed;
  }

  private Tensor weighted(Tensor loss, float[] weights, int targets) {
    double[] scaled = new double[weights.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = weights[i] * (1.0 / targets * share);
    }
    return loss.times(Tensor.of(scaled, loss.dtype(), 1, scaled.length)).sum();
  }

  private static float[] floats(Tensor loss) {
    if (loss.dtype() != Dtype.F64) {
      return loss.toFloats();
    }
    double[] values = loss.toDoubles();
    float[] narrowed = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrowed[i] = (float) values[i];
    }
    return narrowed;
  }
}
