package dev.freshet.bench.faults;

import java.io.IOException;

/** Commands of the operating system's that a suite needs, and can do without. */
final class Tool {
  private Tool() {}

  /** Whether the command is there, and ends with status 0; what it prints is dropped. */
  static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return false;
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }
}
