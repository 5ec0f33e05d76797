package dev.freshet.config;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings that a lane is folded under, as the log carries them: texts by key. They are the
 * keys of {@code adapter} that {@link SettingsDigest} covers.
 */
public final class FoldSettings {
  private static final String SECTION = "adapter.";

  private FoldSettings() {}

  /** The texts of these settings; {@link #under} reads them back. */
  public static SortedMap<String, String> of(Settings settings) {
    SortedMap<String, String> texts = new TreeMap<>();
    adapter(settings)
        .forEach(
            (key, text) -> {
              if (SettingsDigest.covers(key)) {
                texts.put(key, text);
              }
            });
    return texts;
  }

  /**
   * The settings with those of the fold taken from the log.
   *
   * @throws FreshetException where this build does not know a key, or refuses a value
   */
  public static Settings under(Map<String, String> logged, Settings running) {
    Map<String, String> texts = adapter(running);
    texts.keySet().removeIf(SettingsDigest::covers);
    texts.putAll(logged);
    AdapterSettings adapter = new SettingsLoader().override(texts).load().adapter();
    return new Settings(
        running.name(),
        running.model(),
        running.ingest(),
        adapter,
        running.checkpoint(),
        running.evaluator(),
        running.topics(),
        running.state(),
        running.http(),
        running.embeddedBroker(),
        running.kafka());
  }

  private static Map<String, String> adapter(Settings settings) {
    Map<String, String> texts = new TreeMap<>();
    SettingKeys.ALL
        .valuesOf(settings)
        .forEach(
            (key, value) -> {
              if (key.startsWith(SECTION)) {
                texts.put(key, ValueForm.write(value));
              }
            });
    return texts;
  }
}
