package dev.freshet.app;

import picocli.CommandLine.Command;

/** Streams, and probes for them, that are made here. */
@Command(
    name = "generate",
    description =
        "Make streams to learn from, probes for those that have none, and texts to hold to.",
    subcommands = {
      GenerateChronicleCommand.class,
      GenerateProbesCommand.class,
      GenerateTextCommand.class
    })
final class GenerateCommand {}
