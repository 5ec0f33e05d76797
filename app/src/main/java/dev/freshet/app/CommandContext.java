package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Home;
import dev.freshet.config.LoadedSettings;
import dev.freshet.config.Settings;
import dev.freshet.learner.LanguageModel;
import dev.freshet.tensor.Torch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a command works with: its settings, its outputs, its state folder.
 *
 * <p>Settings are read when first asked for, so that a command that needs none runs with a broken
 * file.
 */
final class CommandContext {
  private final GlobalOptions options;
  private final Surroundings surroundings;
  private @Nullable LoadedSettings loaded;

  CommandContext(GlobalOptions options, Surroundings surroundings) {
    this.options = options;
    this.surroundings = surroundings;
  }

  /**
   * The same, with settings that the command itself chooses; what the user gives with {@code --set}
   * stands over them.
   */
  CommandContext with(Map<String, String> own) {
    return new CommandContext(options.with(own), surroundings);
  }

  /** The settings in effect, with the place where each was written. */
  LoadedSettings loaded() {
    LoadedSettings known = loaded;
    if (known == null) {
      known = SettingsSources.load(options, surroundings.environment());
      loaded = known;
    }
    return known;
  }

  Settings settings() {
    return loaded().settings();
  }

  /** The settings, if they were asked for and could be read. */
  Optional<Settings> knownSettings() {
    return Optional.ofNullable(loaded).map(LoadedSettings::settings);
  }

  /** Whether one JSON document is wanted on stdout, and nothing else. */
  boolean json() {
    return options.output == GlobalOptions.Output.JSON;
  }

  /** The file that {@code --config} names. */
  Optional<Path> settingsFile() {
    return Optional.ofNullable(options.config);
  }

  /** For data. */
  PrintStream out() {
    return surroundings.out();
  }

  /** For progress, and for what went wrong. */
  PrintStream err() {
    return surroundings.err();
  }

  /** What {@link #err} leads to. */
  Terminal terminal() {
    return surroundings.terminal();
  }

  /** What {@link #out} leads to. */
  Terminal outTerminal() {
    return surroundings.outTerminal();
  }

  /** A line that the user types; empty where there is none. */
  String answer() {
    try {
      String line =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      return "";
    }
  }

  Interruption interruption() {
    return surroundings.interruption();
  }

  /** Prints the command's one JSON document. */
  void print(Object document) {
    out().println(JsonDocuments.write(document));
  }

  /** The user's Kafka cluster, if one is set. */
  Optional<String> bootstrapServers() {
    return Optional.ofNullable(settings().kafka().get("bootstrap.servers"))
        .filter(servers -> !servers.isBlank());
  }

  /** The state folder; it may not be there yet. */
  Path stateFolder() {
    return Path.of(settings().state().directory()).toAbsolutePath().normalize();
  }

  /** Makes the state folder where it is missing; from now on the log is written there. */
  Path useStateFolder() {
    Path folder = stateFolder();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "the state folder cannot be made",
          folder.toString(),
          "name a folder that can be written, with --state or `state.directory`",
          e);
    }
    Logs.into(folder);
    return folder;
  }

  /**
   * Loads a model onto the device of the settings.
   *
   * @param directory null takes the model of the settings
   */
  LanguageModel openModel(@Nullable Path directory) {
    String wanted = directory == null ? settings().model().directory() : directory.toString();
    Torch.start(settings().model().threads());
    return LanguageModel.read(Home.resolve(wanted), Torch.device(settings().model().device()));
  }
}
