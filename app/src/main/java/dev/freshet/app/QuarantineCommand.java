package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Quarantined;
import dev.freshet.ingest.topic.TopicAdmin;
import dev.freshet.ingest.topic.TopicPlan;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The documents that the gate held back. */
@Command(
    name = "quarantine",
    description = "The documents that the gate held back: look, let in, give up.",
    subcommands = {
      QuarantineCommand.Ls.class,
      QuarantineCommand.Accept.class,
      QuarantineCommand.Reject.class
    })
final class QuarantineCommand {
  private static final int MOST = 10_000;

  @Command(name = "ls", description = "List what is held back still, oldest first.")
  static final class Ls implements FreshetCommand {
    @Mixin private final LaneOption lane = new LaneOption();

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "100",
        description = "At most so many, the newest (${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public ExitCode run(CommandContext context) {
      try (Cluster cluster = Cluster.reach(context)) {
        TopicAdmin.ensure(cluster.admin(), TopicPlan.all(context.settings()));
        List<Quarantined> held =
            QuarantineTopic.newest(
                context.settings(), cluster.bootstrapServers(), lane.name(), Math.max(1, limit));
        if (context.json()) {
          context.print(held);
          return ExitCode.OK;
        }
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("document", "topic", "seq", "novelty", "nearest", "text"));
        for (Quarantined one : held) {
          cells.add(
              List.of(
                  one.documentId(),
                  one.topic(),
                  Long.toString(one.seq()),
                  one.novelty() == null ? "-" : String.format(Locale.ROOT, "%.4f", one.novelty()),
                  one.nearestTopic() == null ? "-" : one.nearestTopic(),
                  beginning(one.text())));
        }
        context.out().print(TextTable.of(cells));
        return ExitCode.OK;
      }
    }

    private static String beginning(String text) {
      String line = text.replaceAll("\\s+", " ");
      return line.length() <= 40 ? line : line.substring(0, 39) + "…";
    }
  }

  @Command(
      name = "accept",
      description =
          "Learn what is held back, and count its topic as in distribution from there on. `run` does"
              + " it at the command's place in the log.")
  static final class Accept extends Change {
    @Override
    Control command(String id, Instant now, @Nullable String document, @Nullable String topic) {
      return new Control.Accept("accept-" + id, now, document, topic);
    }
  }

  @Command(name = "reject", description = "Give up what is held back: it is never learned.")
  static final class Reject extends Change {
    @Override
    Control command(String id, Instant now, @Nullable String document, @Nullable String topic) {
      return new Control.Reject("reject-" + id, now, document, topic);
    }
  }

  /** A command on what is held back. */
  abstract static class Change implements FreshetCommand {
    @Option(names = "--document", paramLabel = "ID", description = "One document.")
    private @Nullable String document;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "All of a topic.")
    private @Nullable String topic;

    @Mixin private final LaneOption lane = new LaneOption();

    @Option(names = "--dry-run", description = "Say what it would apply to, and do nothing.")
    private boolean dryRun;

    abstract Control command(
        String id, Instant now, @Nullable String document, @Nullable String topic);

    @Override
    public ExitCode run(CommandContext context) {
      if ((document == null) == (topic == null)) {
        throw new FreshetException(
            ExitCode.USAGE,
            "one of --document and --topic is needed",
            null,
            "`freshet quarantine ls` shows both");
      }
      Settings settings = context.settings();
      try (Cluster cluster = Cluster.reach(context)) {
        TopicAdmin.ensure(cluster.admin(), TopicPlan.all(settings));
        List<String> meant =
            QuarantineTopic.newest(settings, cluster.bootstrapServers(), lane.name(), MOST).stream()
                .filter(one -> one.documentId().equals(document) || one.topic().equals(topic))
                .map(Quarantined::documentId)
                .toList();
        if (meant.isEmpty() && document != null) {
          throw new FreshetException(
              ExitCode.FAILURE,
              "it is not held back",
              "lane " + lane.name() + ", document " + document,
              "`freshet quarantine ls` shows what is");
        }
        if (!dryRun) {
          try (ControlTopic control = new ControlTopic(settings, cluster.bootstrapServers())) {
            String id = UUID.randomUUID().toString();
            control.send(lane.name(), command(id, Clock.systemUTC().instant(), document, topic));
          }
        }
        tell(context, meant);
        return ExitCode.OK;
      }
    }

    private void tell(CommandContext context, List<String> meant) {
      if (context.json()) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("lane", lane.name());
        told.put("documents", meant);
        told.put("published", !dryRun);
        context.print(told);
      } else {
        context
            .out()
            .printf("%s: %d documents%n", dryRun ? "would apply to" : "published", meant.size());
      }
    }
  }
}
