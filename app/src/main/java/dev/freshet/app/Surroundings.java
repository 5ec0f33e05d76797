package dev.freshet.app;

import java.io.PrintStream;
import java.util.Map;

/** What a command finds around it: where it writes, what its user set, who may stop it. */
record Surroundings(
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Terminal terminal,
    Terminal outTerminal,
    Interruption interruption) {

  Surroundings {
    environment = Map.copyOf(environment);
  }

  static Surroundings ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Surroundings(
        System.out,
        System.err,
        environment,
        Terminal.ofProcess(environment, "freshet.terminal"),
        Terminal.ofProcess(environment, "freshet.terminal.out"),
        Interruption.ofProcess(System.err));
  }
}
