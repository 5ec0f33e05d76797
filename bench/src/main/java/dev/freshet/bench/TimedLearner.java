package dev.freshet.bench;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Document;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.Gate;
import dev.freshet.learner.gradient.Transformations;
import dev.freshet.learner.retention.Retention;
import dev.freshet.learner.step.Guards;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.step.StepOutcome;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.weighting.ChosenWeighting;
import dev.freshet.learner.weighting.TokenWeightings;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Torch;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/** Learns documents one by one behind a gate, and says what a step took. */
final class TimedLearner implements AutoCloseable {
  private final LanguageModel base;
  private final Gate gate;
  private final ChosenWeighting chosen;
  private final WeightedStep step;
  private Arena arena;
  private Learned learned;

  TimedLearner(LanguageModel base, Settings settings, Gate gate) {
    AdapterSettings adapter = settings.adapter();
    this.base = base;
    this.gate = gate;
    this.chosen = TokenWeightings.open(adapter.weighting(), base);
    this.step =
        new WeightedStep(
            base.decoder(),
            Transformations.of(
                adapter, adapter.learningRate(), base::preconditioner, chosen.stepSizes()),
            adapter.passes(),
            Guards.FINITE,
            Retention.of(adapter, base));
    this.arena = Arena.on(base.device());
    try (Scope scope = Scope.on(base.device())) {
      this.learned = step.initial(base.parameters(), chosen.weighting()).adoptedBy(arena);
    }
  }

  static LanguageModel open(Settings settings) {
    Torch.start(settings.model().threads());
    return LanguageModel.read(
        Path.of(settings.model().directory()), Torch.device(settings.model().device()));
  }

  static Candidate candidate(LanguageModel base, Document document) {
    return new Candidate(
        document.id(), base.tokenizer().encode(document.text()), document.topic(), false);
  }

  /** Takes a step; nanoseconds of this thread's CPU time. */
  long take(Candidate candidate) {
    long start = cpuNanos();
    Arena next = Arena.on(base.device());
    try (Scope scope = Scope.on(base.device())) {
      StepOutcome outcome = step.take(learned, chosen.weighting(), gate, List.of(candidate), 1);
      if (!(outcome instanceof StepOutcome.Taken taken)) {
        throw new IllegalStateException("no step was taken: " + outcome);
      }
      learned = taken.learned().adoptedBy(next);
    }
    arena.close();
    arena = next;
    return cpuNanos() - start;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  String digest() {
    return BareLoop.digest(learned.parameters());
  }

  @Override
  public void close() {
    arena.close();
    chosen.close();
  }
}
