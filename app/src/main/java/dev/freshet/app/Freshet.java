package dev.freshet.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The freshet command. */
@Command(
    name = "freshet",
    description = "Keeps a language model fresh from a stream.",
    mixinStandardHelpOptions = true,
    subcommands = {PretrainCommand.class})
public final class Freshet {
  private Freshet() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Freshet()).execute(arguments));
  }
}
