package dev.freshet.app;

import picocli.CommandLine.Command;

/** Streams that are made here. */
@Command(
    name = "generate",
    description = "Make streams to learn from.",
    subcommands = {GenerateChronicleCommand.class})
final class GenerateCommand {}
