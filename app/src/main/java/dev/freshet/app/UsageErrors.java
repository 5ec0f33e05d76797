package dev.freshet.app;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A mistyped command line, in a few words. Values are left out of them: they can be secrets. */
final class UsageErrors {
  private UsageErrors() {}

  static Failure explain(ParameterException error) {
    String help = "see " + error.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    if (error instanceof UnmatchedArgumentException unmatched) {
      return Failure.usage(unknown(unmatched), suggestion(unmatched, help));
    }
    if (error instanceof MissingParameterException missing) {
      return Failure.usage(lowerFirst(String.valueOf(missing.getMessage())), help);
    }
    return Failure.usage(lowerFirst(String.valueOf(error.getMessage())), help);
  }

  /** A command that only groups others was named, or none at all. */
  static Failure noCommand(CommandLine line) {
    String name = line.getCommandSpec().qualifiedName();
    return Failure.usage(
        name + " needs one of: " + String.join(", ", line.getSubcommands().keySet()),
        "see " + name + " --help");
  }

  private static String unknown(UnmatchedArgumentException error) {
    String first = error.getUnmatched().isEmpty() ? "" : error.getUnmatched().get(0);
    String name = first.replaceFirst("(?s)=.*", "");
    CommandLine line = error.getCommandLine();
    if (name.startsWith("-")) {
      return "there is no option " + name;
    }
    return line.getSubcommands().isEmpty()
        ? line.getCommandSpec().qualifiedName() + " does not take the argument " + name
        : "there is no command " + name;
  }

  private static String suggestion(UnmatchedArgumentException error, String help) {
    String written = letters(error.getUnmatched().isEmpty() ? "" : error.getUnmatched().get(0));
    // The library always finds something; what begins otherwise was not meant.
    List<String> near =
        error.getSuggestions().stream()
            .filter(name -> !written.isEmpty() && letters(name).startsWith(written.substring(0, 1)))
            .limit(3)
            .toList();
    return near.isEmpty() ? help : "did you mean " + String.join(" or ", near) + "? " + help;
  }

  private static String letters(String name) {
    return name.replaceFirst("^-+", "");
  }

  private static String lowerFirst(String message) {
    String text =
        message
            .replaceFirst("^Error: ", "")
            .replaceFirst(" is not an? (?:long|int)$", " is not a whole number")
            .replaceFirst(" is not a (?:double|float)$", " is not a number");
    return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
