package dev.freshet.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Settings from environment variables: {@code FRESHET_ADAPTER_LEARNING_RATE} sets {@code
 * adapter.learning-rate}, {@code FRESHET_KAFKA_BOOTSTRAP_SERVERS} sets {@code
 * kafka.bootstrap.servers}.
 *
 * <p>An empty variable counts as not set: that is what container tools pass for one left out.
 */
final class EnvironmentLayer {
  static final String PREFIX = "FRESHET_";

  /** Variables of the launcher, which are no settings. */
  private static final Set<String> LAUNCHER =
      Set.of("FRESHET_HOME", "FRESHET_JAVA_OPTS", "FRESHET_PORTABLE", "FRESHET_QUICK");

  private final Map<String, SettingKey> keys = new LinkedHashMap<>();

  EnvironmentLayer() {
    for (SettingKey key : SettingKeys.ALL.leaves()) {
      keys.put(key.variable(), key);
    }
  }

  /** Writes what the environment sets; an unknown variable of ours is a problem. */
  void writeInto(Draft draft, Map<String, String> environment) {
    new TreeMap<>(environment)
        .forEach(
            (variable, text) -> {
              if (variable.startsWith(PREFIX) && !LAUNCHER.contains(variable) && !text.isEmpty()) {
                write(draft, variable, text);
              }
            });
  }

  private void write(Draft draft, String variable, String text) {
    String where = "environment variable " + OneLine.key(variable);
    SettingKey key = keys.get(variable);
    String entry = mapEntry(variable);
    if (key != null) {
      draft.write(key.name(), text, where);
    } else if (!entry.isEmpty()) {
      draft.write(entry, text, where);
    } else {
      draft.problem(OneLine.key(variable) + " sets nothing known", where, remedy(variable));
    }
  }

  /** {@code kafka.bootstrap.servers} for its variable; empty where it falls into no map. */
  private String mapEntry(String variable) {
    for (SettingKey key : keys.values()) {
      String prefix = key.variable() + "_";
      if (key.kind() == SettingKey.Kind.MAP
          && variable.startsWith(prefix)
          && variable.length() > prefix.length()) {
        String name = variable.substring(prefix.length()).toLowerCase(Locale.ROOT);
        return key.name() + "." + name.replace('_', '.');
      }
    }
    return "";
  }

  private String remedy(String variable) {
    List<String> near = Nearest.words(variable, keys.keySet());
    return near.isEmpty()
        ? "unset it; a variable is FRESHET_ and a key, as in FRESHET_ADAPTER_LEARNING_RATE"
        : "did you mean " + String.join(" or ", near) + "?";
  }
}
