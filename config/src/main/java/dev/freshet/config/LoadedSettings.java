package dev.freshet.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings, and where each of their values was written.
 *
 * @param origins for each dotted key, and each entry of a map: {@code default}, {@code
 *     file.yaml:3:5}, {@code environment variable FRESHET_…} or {@code --set key}; sorted by key
 */
public record LoadedSettings(Settings settings, Map<String, String> origins) {
  public LoadedSettings {
    origins = Collections.unmodifiableMap(new TreeMap<>(origins));
  }
}
