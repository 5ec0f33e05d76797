package dev.freshet.learner.step;

import dev.freshet.config.FaultPoint;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.Gate;
import dev.freshet.learner.gradient.GradientTransformation;
import dev.freshet.learner.retention.Anchor;
import dev.freshet.learner.retention.Memory;
import dev.freshet.learner.retention.Remembered;
import dev.freshet.learner.retention.Retention;
import dev.freshet.learner.step.StepOutcome.DocumentReading;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.Weighed;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One weighted gradient step on one or more documents (Hu et al. 2023, equation 1):
 *
 * <pre>
 * F = mean over documents of (1 / N) sum_t w_t l_t        N target tokens of the document
 * </pre>
 *
 * and what {@link Retention} adds, then the chain of gradient transformations, then the sum. A
 * document longer than the model's context is still one step, over all of its windows. Several
 * passes descend the same objective, with the weights of tokens of the first. A pure function of
 * what it is given.
 *
 * @param passes so many gradients are taken, each where the one before led
 * @param guards refuse the step before the weights change
 * @param retention what keeps from forgetting
 */
public record WeightedStep(
    Decoder decoder,
    GradientTransformation transformation,
    int passes,
    Guards guards,
    Retention retention) {
  /** One that only learns, in one pass. */
  public WeightedStep(Decoder decoder, GradientTransformation transformation, Guards guards) {
    this(decoder, transformation, 1, guards, Retention.NONE);
  }

  /** The state before the first step, its tensors in the current scope. */
  public Learned initial(TensorTree parameters, TokenWeighting weighting) {
    return new Learned(parameters.copy(), transformation.init(parameters), weighting.initial());
  }

  /** The state before the first step with weights that are decided elsewhere. */
  public Learned initial(TensorTree parameters) {
    return new Learned(parameters.copy(), transformation.init(parameters));
  }

  /** Weighs documents, then takes a step; the result's tensors are in the current scope. */
  public StepOutcome take(Learned before, TokenWeighting weighting, List<EncodedText> documents) {
    return take(before, weighting::weigh, Gate.OPEN, ungated(documents), 1);
  }

  /**
   * Weighs documents, judges them, and takes a step on those that the gate lets in, each with the
   * share that it has among all; the result's tensors are in the current scope.
   *
   * @param factor the change of the weights is multiplied by it, clipped or not
   */
  public StepOutcome take(
      Learned before,
      TokenWeighting weighting,
      Gate gate,
      List<Candidate> documents,
      double factor) {
    return take(before, weighting::weigh, gate, documents, factor);
  }

  /**
   * Takes a step with given weights, and with these documents alone; the result's tensors are in
   * the current scope.
   */
  public StepOutcome take(Learned before, List<WeighedDocument> documents) {
    Iterator<WeighedDocument> given = documents.iterator();
    WeightedStep alone = new WeightedStep(decoder, transformation, passes, guards, Retention.NONE);
    return alone.take(
        before,
        (input, state) -> new Weighed(given.next().weights(), state),
        Gate.OPEN,
        ungated(documents.stream().map(WeighedDocument::text).toList()),
        1);
  }

  /** Known by their own texts. */
  private static List<Candidate> ungated(List<EncodedText> documents) {
    return documents.stream().map(text -> new Candidate(text.text(), text, "", false)).toList();
  }

  private StepOutcome take(
      Learned before,
      WeighedReading.Rule rule,
      Gate gate,
      List<Candidate> documents,
      double factor) {
    try (Scope scope = Scope.nested();
        Recording recording = Recording.of(before.parameters());
        FurtherPasses further =
            new FurtherPasses(
                decoder, transformation, guards, retention.anchor(), before.memory().steps())) {
      double share = 1.0 / documents.size();
      WeighedReading reading = new WeighedReading(decoder, before, rule, gate, recording, share);
      List<DocumentReading> readings = documents.stream().map(reading::read).toList();
      if (reading.defect() != null) {
        return new StepOutcome.Refused(reading.defect(), readings, Double.NaN);
      }
      if (readings.stream().noneMatch(DocumentReading::hasWeight)) {
        return new StepOutcome.Empty(readings, reading.gateState());
      }
      String refusal = guards.refuseLoss(readings);
      if (refusal != null) {
        return new StepOutcome.Refused(refusal, readings, Double.NaN);
      }
      for (int i = 0; i < readings.size(); i++) {
        further.include(documents.get(i), readings.get(i), share);
      }
      List<Remembered> rehearsed = keep(before, rule, recording, further);
      TensorTree gradients = recording.gradients();
      double gradientNorm = gradients.globalNorm();
      refusal = guards.refuseGradient(gradientNorm);
      if (refusal != null) {
        return new StepOutcome.Refused(refusal, readings, gradientNorm);
      }
      FaultPoint.STEP.reached();
      GradientTransformation.Update update =
          transformation.update(gradients, before.transformation(), before.parameters());
      update = further.descend(update, before.parameters(), passes);
      if (further.refusal() != null) {
        return new StepOutcome.Refused(further.refusal(), readings, gradientNorm);
      }
      List<Remembered> learned = learned(documents, readings);
      TensorTree moved = retention.moved(update.updates(), before.parameters(), learned);
      TensorTree change = factor == 1 ? moved : moved.scaled(factor);
      TensorTree parameters = before.parameters().plus(change);
      double weightNorm = parameters.globalNorm();
      refusal = guards.refuseWeights(weightNorm);
      if (refusal != null) {
        return new StepOutcome.Refused(refusal, readings, gradientNorm);
      }
      Memory memory = retention.after(before.memory(), before.parameters(), parameters, learned);
      return new StepOutcome.Taken(
          new Learned(
              scope.keep(parameters),
              update.state().mapSlots(scope::keep),
              reading.state(),
              reading.gateState(),
              memory.mapAverage(scope::keep)),
          readings,
          rehearsed.stream().map(Remembered::id).toList(),
          gradientNorm,
          change.globalNorm(),
          weightNorm);
    }
  }

  /**
   * Adds what keeps from forgetting to the objective. Documents that are learned again are weighed
   * as the new ones, but neither gate nor weighting counts them twice.
   *
   * @return those documents
   */
  private List<Remembered> keep(
      Learned before, WeighedReading.Rule rule, Recording recording, FurtherPasses further) {
    List<Remembered> rehearsed = retention.rehearsed(before.memory());
    double share = retention.rehearsal().weight() / Math.max(1, rehearsed.size());
    WeighedReading again = new WeighedReading(decoder, before, rule, Gate.OPEN, recording, share);
    for (Remembered old : rehearsed) {
      Candidate document = new Candidate(old.id(), old.text(), "", true);
      further.include(document, again.read(document), share);
    }
    Anchor anchor = retention.anchor();
    if (anchor != null) {
      recording.add(leaves -> anchor.pull(leaves, before.memory().steps(), 0));
    }
    return rehearsed;
  }

  /** The documents that the step learns. */
  private static List<Remembered> learned(
      List<Candidate> documents, List<DocumentReading> readings) {
    return IntStream.range(0, documents.size())
        .filter(i -> readings.get(i).hasWeight())
        .mapToObj(i -> new Remembered(documents.get(i).id(), documents.get(i).text()))
        .toList();
  }
}
