package dev.freshet.adapter;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.FoldSettings;
import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Ground;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.retention.Retention;
import dev.freshet.learner.weighting.ChosenWeighting;
import dev.freshet.learner.weighting.TokenWeightings;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settings of the fold that stand over the recorded ones, wherever the log says any.
 *
 * @param overrides texts by key; none for the fold as it was recorded
 * @param weighting digest of the files of the weighting that the overrides name
 * @param preconditioner digest of the second moments that the optimizer which they name reads
 * @param model the directory beside whose files the texts lie that overrides name
 */
public record Variant(
    String name,
    SortedMap<String, String> overrides,
    String weighting,
    String preconditioner,
    Path model) {
  private static final String WEIGHTING = "adapter.weighting";
  private static final String OPTIMIZER = "adapter.optimizer";
  private static final String ANCHOR = "adapter.anchor.";
  private static final String SPARSE = "adapter.sparse.";

  public Variant {
    overrides = new TreeMap<>(overrides);
  }

  /** The settings as they were recorded. */
  public static Variant recorded() {
    return new Variant("recorded", new TreeMap<>(), "", "", Path.of(""));
  }

  /** A variant whose weighting, where it names one, can be opened. */
  public static Variant of(String name, Map<String, String> overrides, LanguageModel base) {
    Variant bare = new Variant(name, new TreeMap<>(overrides), "", "", base.directory());
    AdapterSettings adapter = bare.over(SettingsLoader.defaults()).adapter();
    return new Variant(
        name,
        bare.overrides,
        overrides.containsKey(WEIGHTING) ? weightingDigest(adapter, base) : "",
        overrides.containsKey(OPTIMIZER) ? base.preconditionerDigest(adapter.optimizer()) : "",
        base.directory());
  }

  private static String weightingDigest(AdapterSettings adapter, LanguageModel base) {
    try (ChosenWeighting chosen = TokenWeightings.open(adapter.weighting(), base)) {
      return chosen.digest();
    }
  }

  /** The settings of a process, for what its log does not say. */
  public Settings over(Settings running) {
    Map<String, String> texts = FoldSettings.of(running);
    texts.putAll(overrides);
    return FoldSettings.under(texts, running);
  }

  /** What a lane is folded under in place of what its log says. */
  Ground over(Ground logged) {
    SortedMap<String, String> settings = new TreeMap<>(logged.settings());
    settings.putAll(overrides);
    return new Ground(
        settings,
        logged.build(),
        logged.threads(),
        logged.instructionSet(),
        logged.baseModel(),
        logged.tokenizer(),
        overrides.containsKey(WEIGHTING) ? weighting : logged.weighting(),
        overrides.containsKey(OPTIMIZER) ? preconditioner : logged.preconditioner(),
        overrides.keySet().stream().anyMatch(Variant::mayNameText)
            ? Retention.textsDigest(
                FoldSettings.under(settings, SettingsLoader.defaults()).adapter(), model)
            : logged.texts());
  }

  private static boolean mayNameText(String key) {
    return key.startsWith(ANCHOR) || key.startsWith(SPARSE);
  }

  /** A record as this variant reads it: settings are others, all else is the same. */
  LogRecord over(LogRecord record) {
    if (!(record.entry() instanceof Control.SettingsChange change)) {
      return record;
    }
    Ground logged = Ground.of(change.values());
    Ground over = over(logged);
    return over.equals(logged)
        ? record
        : LogRecord.of(
            record.seq(),
            record.lane(),
            new Control.SettingsChange(change.id(), change.time(), over.values()));
  }
}
