package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.LoadedSettings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.config.SettingsPrinter;
import dev.freshet.config.SettingsReference;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The settings: shown, checked, explained. */
@Command(
    name = "config",
    description = "Show, check or explain the settings.",
    subcommands = {
      ConfigCommand.Show.class,
      ConfigCommand.Validate.class,
      ConfigCommand.Reference.class
    })
final class ConfigCommand {
  @Command(
      name = "show",
      description = "Print the settings in effect, and where each was written; secrets masked.")
  static final class Show implements FreshetCommand {
    @Option(names = "--defaults", description = "Print a commented file of all defaults instead.")
    private boolean defaults;

    @Override
    public ExitCode run(CommandContext context) {
      if (defaults) {
        printDefaults(context);
        return ExitCode.OK;
      }
      LoadedSettings loaded = context.loaded();
      SettingsPrinter printer = SettingsPrinter.of(loaded.settings());
      if (context.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("settings", printer.tree());
        document.put("origins", loaded.origins());
        context.print(document);
      } else {
        context.out().print(printer.yaml(loaded.origins()));
      }
      return ExitCode.OK;
    }

    private static void printDefaults(CommandContext context) {
      if (context.json()) {
        context.print(Map.of("settings", SettingsPrinter.of(SettingsLoader.defaults()).tree()));
      } else {
        context.out().print(SettingsReference.defaultsYaml());
      }
    }
  }

  @Command(name = "validate", description = "Check the settings; exit 3 where they do not hold.")
  static final class Validate implements FreshetCommand {
    @Override
    public ExitCode run(CommandContext context) {
      long written =
          context.loaded().origins().values().stream()
              .filter(origin -> !origin.equals("default"))
              .count();
      if (context.json()) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("valid", true);
        document.put("file", context.settingsFile().map(Path::toString).orElse(null));
        document.put("written", written);
        context.print(document);
      } else {
        context.out().println("the settings hold: " + written + " written, the others default");
      }
      return ExitCode.OK;
    }
  }

  @Command(name = "reference", description = "Print the page that explains every setting.")
  static final class Reference implements FreshetCommand {
    @Override
    public ExitCode run(CommandContext context) {
      if (context.json()) {
        context.print(Map.of("markdown", SettingsReference.markdown()));
      } else {
        context.out().print(SettingsReference.markdown());
      }
      return ExitCode.OK;
    }
  }
}
