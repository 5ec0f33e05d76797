package dev.freshet.evaluator;

import dev.freshet.config.EvaluatorSettings;
import dev.freshet.ingest.records.ReferenceDamage;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.learner.scoring.ReferenceText.Comparison;
import dev.freshet.learner.scoring.ReferenceText.Excerpt;
import dev.freshet.learner.snapshot.Snapshot;
import dev.freshet.tensor.Torch;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Damage on the reference text, measured each so many steps on the same windows of it, or as soon
 * after as there is a snapshot. The base model reads them once.
 */
final class Reference implements AutoCloseable {
  private final ReferenceText text;
  private final int every;
  private final int windows;
  private final int threads;
  private final Map<String, Long> lastSteps = new HashMap<>();
  private @Nullable Excerpt excerpt;

  private Reference(ReferenceText text, int every, int windows, int threads) {
    this.text = text;
    this.every = every;
    this.windows = windows;
    this.threads = threads;
  }

  static Reference of(ReferenceText text, EvaluatorSettings settings) {
    return new Reference(
        text, settings.localityEvery(), settings.localityWindows(), settings.threads());
  }

  /** What a snapshot does to the text, where its step is one to be measured. */
  Optional<ReferenceDamage> measure(Snapshot snapshot) {
    if (every == 0 || !isDue(lastSteps.put(snapshot.lane(), snapshot.step()), snapshot.step())) {
      return Optional.empty();
    }
    Comparison seen = Torch.withThreads(threads, () -> windows().compare(snapshot.parameters()));
    boolean finite = Double.isFinite(seen.nllNow()) && Double.isFinite(seen.kl());
    return finite
        ? Optional.of(
            new ReferenceDamage(
                snapshot.step(), seen.tokens(), seen.nllBase(), seen.nllNow(), seen.kl()))
        : Optional.empty();
  }

  /** Whether a step is one to be measured, or the first after one since the lane's last look. */
  private boolean isDue(@Nullable Long last, long step) {
    return (last == null || step < last) ? step % every == 0 : step / every > last / every;
  }

  private Excerpt windows() {
    Excerpt read = excerpt;
    if (read == null) {
      read = text.excerpt(0, windows);
      excerpt = read;
    }
    return read;
  }

  @Override
  public void close() {
    if (excerpt != null) {
      excerpt.close();
    }
  }
}
