package dev.freshet.app;

import picocli.CommandLine.Command;

/** Streams, and probes for them, that are made here. */
@Command(
    name = "generate",
    description = "Make streams to learn from, and probes for those that have none.",
    subcommands = {GenerateChronicleCommand.class, GenerateProbesCommand.class})
final class GenerateCommand {}
