package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The page docs/reference/commands.md is what the commands say of themselves. */
class CommandsReferenceTest {
  /** Surefire runs in the module's folder; the pages lie beside it. */
  private static final Path PAGE = Path.of("..", "docs", "reference", "commands.md");

  private static final String HEAD =
      """
      # Commands

      Generated from the commands in `app/`; a test holds the two together. To write it again after \
      a change:

          mvn -pl app -am test -Dtest=CommandsReferenceTest -Dfreshet.regenerate=true \
      -Dsurefire.failIfNoSpecifiedTests=false

      Data goes to stdout, progress and errors to stderr. With `--output json` stdout has exactly one \
      JSON document, on an error `{"error":{"code":…,"message":…,"where":…,"remedy":…}}`. The options of \
      `freshet` itself are those of every command, and are not repeated below.

      | exit status | means |
      |---|---|
      | 0 | done |
      | 1 | failed, or a check that does not hold |
      | 2 | a mistyped command line |
      | 3 | settings that do not hold |
      | 4 | no broker answers |
      | 5 | a file, model or checkpoint is missing or damaged |
      | 6 | learning diverged |
      | 130 | stopped by a signal, after a clean end |
      """;

  /** The options that every command has. */
  private static final Pattern EVERYWHERE =
      Pattern.compile("\n {6}--config=.*\n *-V, --version +Say the version\\.", Pattern.DOTALL);

  @Test
  void thePageInTheRepositoryIsTheGeneratedOne() throws IOException {
    if (Boolean.getBoolean("freshet.regenerate")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page());
    }

    assertThat(PAGE).content().isEqualTo(page());
  }

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    append(page, Freshet.commandLine());
    return page.toString();
  }

  private static void append(StringBuilder page, CommandLine line) {
    String name = line.getCommandSpec().qualifiedName();
    String usage = line.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing();
    String own = line.getParent() == null ? usage : EVERYWHERE.matcher(usage).replaceFirst("");
    page.append("\n## ").append(name).append("\n\n```\n").append(own).append("\n```\n");
    line.getSubcommands().values().forEach(sub -> append(page, sub));
  }
}
