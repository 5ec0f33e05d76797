package dev.freshet.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings fit to be shown: every secret in them is masked.
 *
 * <p>Where no secret is set, loading the YAML gives equal settings.
 */
public final class SettingsPrinter {
  private final Map<String, Object> values;

  private SettingsPrinter(Map<String, Object> values) {
    this.values = values;
  }

  /** The settings as they will be shown; secrets are masked here, once, for every form. */
  public static SettingsPrinter of(Settings settings) {
    Map<String, Object> shown = new LinkedHashMap<>();
    Map<String, Object> values = SettingKeys.ALL.valuesOf(settings);
    for (SettingKey key : SettingKeys.ALL.leaves()) {
      shown.put(key.name(), shown(key, values.getOrDefault(key.name(), "")));
    }
    return new SettingsPrinter(shown);
  }

  private static Object shown(SettingKey key, Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, String> entries = new TreeMap<>();
      map.forEach((name, text) -> entries.put((String) name, (String) text));
      return key.doc().secret() ? Secrets.masked(entries) : entries;
    }
    return key.doc().secret() ? Secrets.mask(value.toString()) : value;
  }

  /**
   * Sections as nested maps, for JSON. Numbers, truth values and lists stay themselves; durations,
   * sizes and names of choices are texts as in YAML; Kafka's names keep their dots.
   */
  public Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          Map<String, Object> section = tree;
          String rest = name;
          for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
            section = section(section, rest.substring(0, dot));
            rest = rest.substring(dot + 1);
          }
          section.put(rest, plain(value));
        });
    return tree;
  }

  @SuppressWarnings("unchecked") // a key that has a dot lies in a section, which is such a map
  private static Map<String, Object> section(Map<String, Object> tree, String name) {
    return (Map<String, Object>) tree.computeIfAbsent(name, k -> new LinkedHashMap<>());
  }

  private static Object plain(Object value) {
    boolean asText =
        value instanceof Duration || value instanceof DataSize || value instanceof Enum;
    return asText ? ValueForm.write(value) : value;
  }

  /** A YAML document of all settings. */
  public String yaml() {
    return yaml(Map.of());
  }

  /**
   * As above, each line ending in the place where its value was written.
   *
   * @param origins from {@link LoadedSettings#origins}; a key that is missing gets no comment
   */
  public String yaml(Map<String, String> origins) {
    StringBuilder yaml = new StringBuilder();
    String section = "";
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      String name = entry.getKey();
      int dot = name.indexOf('.');
      if (dot >= 0 && !section.equals(name.substring(0, dot))) {
        section = name.substring(0, dot);
        yaml.append(section).append(":\n");
      }
      line(yaml, dot < 0 ? "" : "  ", name, entry.getValue(), origins);
    }
    return yaml.toString();
  }

  private static void line(
      StringBuilder yaml, String indent, String name, Object value, Map<String, String> origins) {
    // A section within a section stays joined with a dot, which a file may do as well.
    yaml.append(indent).append(name.substring(name.indexOf('.') + 1)).append(':');
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      yaml.append('\n');
      map.forEach(
          (key, text) -> {
            yaml.append(indent).append("  ").append(YamlText.of(key)).append(": ");
            end(yaml.append(YamlText.of(text)), origins.get(name + "." + key));
          });
    } else {
      end(yaml.append(' ').append(YamlText.of(value)), origins.get(name));
    }
  }

  private static void end(StringBuilder yaml, @Nullable String origin) {
    yaml.append(origin == null ? "" : "  # " + origin).append('\n');
  }
}
