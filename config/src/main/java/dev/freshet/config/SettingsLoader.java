package dev.freshet.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The sources of {@link Settings}, in rising precedence: defaults, one YAML file, environment
 * variables, overrides from the command line.
 *
 * <pre>{@code
 * Settings settings =
 *     new SettingsLoader()
 *         .file(Path.of("freshet.yaml"))
 *         .environment(System.getenv())
 *         .override(Map.of("adapter.learning-rate", "1e-3"))
 *         .load();
 * }</pre>
 *
 * <p>A loader is immutable; each method returns another one. Nothing is read before loading. An
 * unknown key, a value of the wrong form or out of bounds, and a file that is no plain YAML end in
 * a {@link FreshetException} with {@link ExitCode#CONFIGURATION}, the place and the remedy; no such
 * exception carries the value of a secret.
 */
public final class SettingsLoader {
  private final Optional<Path> file;
  private final Map<String, String> environment;
  private final Map<String, String> overrides;

  /** A loader of the defaults alone. */
  public SettingsLoader() {
    this(Optional.empty(), Map.of(), Map.of());
  }

  private SettingsLoader(
      Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
    this.file = file;
    this.environment = Map.copyOf(environment);
    this.overrides = Map.copyOf(overrides);
  }

  /** The settings of someone who sets nothing. */
  public static Settings defaults() {
    return new SettingsLoader().load();
  }

  /** Reads this YAML file, which must exist; an empty one sets nothing. */
  public SettingsLoader file(Path yaml) {
    return new SettingsLoader(Optional.of(yaml), environment, overrides);
  }

  /**
   * Takes the variables that begin with {@code FRESHET_}, except the launcher's own ({@code
   * FRESHET_HOME}, {@code FRESHET_JAVA_OPTS}, {@code FRESHET_PORTABLE}, {@code FRESHET_QUICK}). An
   * empty one counts as unset.
   */
  public SettingsLoader environment(Map<String, String> variables) {
    return new SettingsLoader(file, variables, overrides);
  }

  /** Takes the values of {@code --set key=value} flags, by full dotted key. */
  public SettingsLoader override(Map<String, String> values) {
    return new SettingsLoader(file, environment, values);
  }

  /** The settings; throws FreshetException at the first problem, naming how many follow. */
  public Settings load() {
    return loadWithOrigins().settings();
  }

  /** As {@link #load}, with the place where each value was written. */
  public LoadedSettings loadWithOrigins() {
    Draft draft = new Draft();
    file.ifPresent(yaml -> YamlLayer.writeInto(draft, yaml));
    new EnvironmentLayer().writeInto(draft, environment);
    new TreeMap<>(overrides)
        .forEach((key, text) -> draft.write(key, text, "--set " + OneLine.key(key)));
    return new LoadedSettings(SettingsBinder.bind(draft), draft.origins());
  }
}
