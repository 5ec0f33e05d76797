package dev.freshet.adapter;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.FoldSettings;
import dev.freshet.config.Settings;
import dev.freshet.config.SettingsDigest;
import dev.freshet.ingest.records.Ground;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.gate.NoveltyGate;
import dev.freshet.learner.gradient.Transformations;
import dev.freshet.learner.retention.Retention;
import dev.freshet.learner.step.Guards;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.weighting.ChosenWeighting;
import dev.freshet.learner.weighting.TokenWeightings;
import dev.freshet.state.Provenance;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of every stretch of the log that this process has come to, each made once: a log has as
 * many as its settings have changed. Closing it frees their weightings. Safe for several threads.
 */
final class RuleBook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RuleBook.class);

  private final LanguageModel base;
  private final double baseNorm;
  private final Settings running;
  private final Ground here;
  private final Map<Ground, FoldRules> rules = new HashMap<>();

  RuleBook(LanguageModel base, double baseNorm, Settings running, Ground here) {
    this.base = base;
    this.baseNorm = baseNorm;
    this.running = running;
    this.here = here;
  }

  synchronized FoldRules of(Ground logged) {
    FoldRules known = rules.get(logged);
    if (known == null) {
      known = made(logged);
      rules.put(logged, known);
    }
    return known;
  }

  private FoldRules made(Ground logged) {
    Settings inForce = FoldSettings.under(logged.settings(), running);
    AdapterSettings adapter = inForce.adapter();
    ChosenWeighting chosen = TokenWeightings.open(adapter.weighting(), base);
    if (!chosen.digest().equals(logged.weighting())) {
      LOG.warn(
          "the files of the weighting {} are not those that the log was folded with",
          adapter.weighting());
    }
    if (!base.preconditionerDigest(adapter.optimizer()).equals(logged.preconditioner())) {
      LOG.warn("the preconditioner of the model is not the one that the log was folded with");
    }
    if (!Retention.textsDigest(adapter, base.directory()).equals(logged.texts())) {
      LOG.warn("the texts that settings name are not those that the log was folded with");
    }
    return new FoldRules(
        logged,
        chosen.weighting(),
        new WeightedStep(
            base.decoder(),
            Transformations.of(
                adapter, adapter.learningRate(), base::preconditioner, chosen.stepSizes()),
            adapter.passes(),
            new Guards(
                adapter.maxLoss(), adapter.maxGradientNorm(), adapter.maxWeightGrowth() * baseNorm),
            Retention.of(adapter, base)),
        new NoveltyGate(inForce.gate(), base.config().width()),
        inForce.gate(),
        adapter.batch(),
        adapter.alarms(),
        new Provenance(
            chosen.markedIn(SettingsDigest.of(inForce)),
            here.build(),
            here.threads(),
            here.instructionSet(),
            here.baseModel()));
  }

  @Override
  public synchronized void close() {
    rules.values().forEach(rule -> rule.weighting().close());
    rules.clear();
  }
}
