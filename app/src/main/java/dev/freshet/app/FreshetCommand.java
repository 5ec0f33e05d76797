package dev.freshet.app;

import dev.freshet.config.ExitCode;

/** One command, its options filled in. */
@FunctionalInterface
interface FreshetCommand {
  /**
   * Does the work.
   *
   * @throws dev.freshet.config.FreshetException what the user is to be told
   */
  ExitCode run(CommandContext context) throws Exception;
}
