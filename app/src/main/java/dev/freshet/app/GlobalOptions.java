package dev.freshet.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
final class GlobalOptions {
  /** The form of what is printed. */
  enum Output {
    TEXT,
    JSON
  }

  /** A copy in which some settings come before those that the user set. */
  GlobalOptions with(Map<String, String> own) {
    GlobalOptions copy = new GlobalOptions();
    copy.config = config;
    own.forEach((key, value) -> copy.set.add(key + "=" + value));
    copy.set.addAll(set);
    copy.bootstrapServer = bootstrapServer;
    copy.commandConfig = commandConfig;
    copy.state = state;
    copy.output = output;
    return copy;
  }

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      order = 100,
      description = "Settings, as YAML.")
  @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      order = 101,
      description = "One setting, by its full key; may be repeated.")
  List<String> set = new ArrayList<>();

  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      scope = ScopeType.INHERIT,
      order = 102,
      description = "The Kafka cluster; without one the embedded broker runs.")
  @Nullable String bootstrapServer;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      order = 103,
      description = "Properties for every Kafka client, such as TLS and SASL.")
  @Nullable Path commandConfig;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      order = 104,
      description = "The folder of everything that outlives a run.")
  @Nullable Path state;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      scope = ScopeType.INHERIT,
      order = 105,
      description = "text or json: one document on stdout.")
  Output output = Output.TEXT;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      order = 106,
      description = "Say how a command is used.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      scope = ScopeType.INHERIT,
      order = 107,
      description = "Say the version.")
  boolean version;
}
