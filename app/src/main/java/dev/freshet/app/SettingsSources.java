package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.LoadedSettings;
import dev.freshet.config.SettingsLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The settings of a command: its flags over the environment, a file and the defaults. */
final class SettingsSources {
  private static final String KAFKA = "kafka.";
  private static final String BOOTSTRAP = KAFKA + "bootstrap.servers";

  private final GlobalOptions options;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> places = new LinkedHashMap<>();

  private SettingsSources(GlobalOptions options) {
    this.options = options;
  }

  static LoadedSettings load(GlobalOptions options, Map<String, String> environment) {
    return new SettingsSources(options).load(environment);
  }

  private LoadedSettings load(Map<String, String> environment) {
    takeCommandConfig();
    take(BOOTSTRAP, options.bootstrapServer, "--bootstrap-server");
    take("state.directory", options.state == null ? null : options.state.toString(), "--state");
    options.set.forEach(this::takeSet);
    SettingsLoader loader = new SettingsLoader().environment(environment).override(values);
    Path file = options.config;
    LoadedSettings loaded = (file == null ? loader : loader.file(file)).loadWithOrigins();
    Map<String, String> origins = new TreeMap<>(loaded.origins());
    places.forEach(origins::replace);
    return new LoadedSettings(loaded.settings(), origins);
  }

  private void take(String key, @Nullable String value, String place) {
    if (value != null) {
      values.put(key, value);
      places.put(key, place);
    }
  }

  private void takeSet(String flag) {
    int equals = flag.indexOf('=');
    if (equals <= 0) {
      // Not the flag's text: it could be a secret.
      throw new FreshetException(
          ExitCode.USAGE,
          "--set takes a key and a value",
          null,
          "write --set key=value, as in --set adapter.learning-rate=1e-4");
    }
    String key = flag.substring(0, equals).strip();
    take(key, flag.substring(equals + 1), "--set " + key);
  }

  private void takeCommandConfig() {
    Path file = options.commandConfig;
    if (file == null) {
      return;
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "the properties cannot be read",
          file.toString(),
          "give --command-config a Java properties file, as Kafka's own tools take",
          e);
    }
    properties
        .stringPropertyNames()
        .forEach(name -> take(KAFKA + name, properties.getProperty(name), "--command-config"));
  }
}
