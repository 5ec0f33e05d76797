package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FoldSettings;
import dev.freshet.config.FreshetException;
import dev.freshet.config.LoadedSettings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.file.Inputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file of settings that are to stand over the recorded ones.
 *
 * @param name `name` in it, else the file's own
 * @param overrides those of its settings that can change a weight, texts by key
 * @param withoutEffect keys in it that change nothing in a replay
 */
record VariantFile(
    Path file, String name, SortedMap<String, String> overrides, List<String> withoutEffect) {
  private static final String NAME = "name";
  private static final String MODEL = "model.";
  private static final String DEFAULT = "default";

  /** Reads the files in their order; where none is given, the recorded settings alone. */
  static List<VariantFile> read(List<Path> files) {
    if (files.isEmpty()) {
      return List.of(new VariantFile(Path.of(""), "recorded", new TreeMap<>(), List.of()));
    }
    List<VariantFile> variants = files.stream().map(VariantFile::read).toList();
    Map<String, Path> byName = new HashMap<>();
    for (VariantFile variant : variants) {
      Path other = byName.putIfAbsent(variant.name, variant.file);
      if (other != null) {
        throw new FreshetException(
            ExitCode.CONFIGURATION,
            "two variants are called " + variant.name,
            other + " and " + variant.file,
            "give each a `name:` of its own");
      }
    }
    return variants;
  }

  private static VariantFile read(Path file) {
    LoadedSettings loaded = new SettingsLoader().file(file).loadWithOrigins();
    SortedMap<String, String> overrides = FoldSettings.of(loaded.settings());
    List<String> without = new ArrayList<>();
    overrides.keySet().removeIf(key -> !isSet(loaded, key));
    loaded
        .origins()
        .forEach(
            (key, place) -> {
              if (isSet(loaded, key) && key.startsWith(MODEL)) {
                throw new FreshetException(
                    ExitCode.CONFIGURATION,
                    "a variant cannot set " + key + ": all are folded over one model",
                    place,
                    "take it out; --set " + key + "=… sets it for the whole replay");
              }
              if (isSet(loaded, key) && !key.equals(NAME) && !overrides.containsKey(key)) {
                without.add(key);
              }
            });
    String name = isSet(loaded, NAME) ? loaded.settings().name() : Inputs.stem(file);
    return new VariantFile(file, name, overrides, List.copyOf(without));
  }

  private static boolean isSet(LoadedSettings loaded, String key) {
    return !DEFAULT.equals(loaded.origins().getOrDefault(key, DEFAULT));
  }
}
