package dev.freshet.app;

import dev.freshet.config.ExitCode;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The freshet command. */
@Command(
    name = "freshet",
    description = "Keeps a language model fresh from a stream.",
    versionProvider = Version.class,
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      IngestCommand.class,
      AskCommand.class,
      ScoreCommand.class,
      PretrainCommand.class,
      CurvatureCommand.class,
      TuneQaCommand.class,
      MetaTrainCommand.class,
      EvaluateCommand.class,
      RecordCommand.class,
      ReplayCommand.class,
      WeightsCommand.class,
      GenerateCommand.class,
      CheckpointCommand.class,
      RollbackCommand.class,
      ForgetCommand.class,
      DlqCommand.class,
      QuarantineCommand.class,
      GateCommand.class,
      SignalsCommand.class,
      TopicsCommand.class,
      ConfigCommand.class,
      DoctorCommand.class
    })
public final class Freshet {
  @Mixin private final GlobalOptions options = new GlobalOptions();

  private Freshet() {}

  public static void main(String[] arguments) {
    Logs.start();
    Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> Logs.keep(fault));
    Surroundings surroundings = Surroundings.ofProcess();
    ExitCode code = execute(surroundings, arguments);
    surroundings.interruption().commandEnded();
    Exit.with(code);
  }

  /** Runs one command line to its end, whatever that is. */
  static ExitCode execute(Surroundings surroundings, String... arguments) {
    Freshet freshet = new Freshet();
    CommandContext context = new CommandContext(freshet.options, surroundings);
    try {
      ExitCode code = freshet.dispatch(context, arguments);
      surroundings.interruption().check();
      return code;
    } catch (ParameterException e) {
      freshet.recallOutput(arguments);
      return report(context, UsageErrors.explain(e));
    } catch (Throwable e) {
      return report(context, Failure.of(e));
    }
  }

  private ExitCode dispatch(CommandContext context, String... arguments) throws Exception {
    ParseResult parsed = commandLine(this).parseArgs(arguments);
    ParseResult leaf = parsed;
    while (leaf.hasSubcommand()) {
      leaf = leaf.subcommand();
    }
    CommandLine line = leaf.commandSpec().commandLine();
    if (options.help) {
      line.usage(context.out());
      return ExitCode.OK;
    }
    if (options.version) {
      context.out().println("freshet " + Version.ofBuild());
      return ExitCode.OK;
    }
    if (leaf.commandSpec().userObject() instanceof FreshetCommand command) {
      return command.run(context);
    }
    return report(context, UsageErrors.noCommand(line));
  }

  /** The commands as picocli knows them. */
  static CommandLine commandLine() {
    return commandLine(new Freshet());
  }

  private static CommandLine commandLine(Freshet freshet) {
    CommandLine line =
        new CommandLine(freshet)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpWidth(100)
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    ownOptionsFirst(line);
    return line;
  }

  private static void ownOptionsFirst(CommandLine line) {
    line.getCommandSpec().usageMessage().sortOptions(false).abbreviateSynopsis(true);
    line.getSubcommands().values().forEach(Freshet::ownOptionsFirst);
  }

  /** What a command line that could not be read says about the form of its answer. */
  private void recallOutput(String... arguments) {
    String all = " " + String.join(" ", List.of(arguments)) + " ";
    if (all.toLowerCase(Locale.ROOT).matches("(?s).* --output[ =]json .*")) {
      options.output = GlobalOptions.Output.JSON;
    }
  }

  private static ExitCode report(CommandContext context, Failure failure) {
    Failure shown = failure.masked(context.knownSettings().map(Masking::of).orElse(Masking.NONE));
    shown.lines().forEach(context.err()::println);
    if (context.json()) {
      context.print(shown.document());
    }
    return shown.code();
  }
}
