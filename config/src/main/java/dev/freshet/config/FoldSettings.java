package dev.freshet.config;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings that a lane is folded under, as the log carries them: texts by key. They are the
 * keys of {@code adapter} and {@code gate} that {@link SettingsDigest} covers.
 */
public final class FoldSettings {
  private static final List<String> SECTIONS = List.of("adapter.", "gate.");

  private FoldSettings() {}

  /** The texts of these settings; {@link #under} reads them back. */
  public static SortedMap<String, String> of(Settings settings) {
    SortedMap<String, String> texts = new TreeMap<>();
    sections(settings)
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
    Map<String, String> texts = sections(running);
    texts.keySet().removeIf(SettingsDigest::covers);
    texts.putAll(logged);
    Settings inForce = new SettingsLoader().override(texts).load();
    return new Settings(
        running.name(),
        running.model(),
        running.ingest(),
        running.log(),
        inForce.adapter(),
        inForce.gate(),
        running.checkpoint(),
        running.evaluator(),
        running.signals(),
        running.topics(),
        running.state(),
        running.http(),
        running.embeddedBroker(),
        running.kafka());
  }

  private static Map<String, String> sections(Settings settings) {
    Map<String, String> texts = new TreeMap<>();
    SettingKeys.ALL
        .valuesOf(settings)
        .forEach(
            (key, value) -> {
              if (SECTIONS.stream().noneMatch(key::startsWith)) {
                return;
              }
              if (value instanceof Map<?, ?> entries) {
                entries.forEach((name, text) -> texts.put(key + "." + name, text.toString()));
              } else {
                texts.put(key, ValueForm.write(value));
              }
            });
    return texts;
  }
}
