package dev.freshet.app;

import dev.freshet.adapter.BrokerLog;
import dev.freshet.adapter.UndoPlan;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.ingest.topic.TopicAdmin;
import dev.freshet.ingest.topic.TopicPlan;
import dev.freshet.ingest.topic.Topics;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What {@code forget} and {@code rollback} have in common: say what will be done, ask, and publish
 * the command. {@code run} does it, in the background.
 */
final class Undo {
  private final CommandContext context;
  private final UndoOptions options;
  private final String lane;

  Undo(CommandContext context, UndoOptions options) {
    this.context = context;
    this.options = options;
    this.lane = options.lane();
  }

  /** What is to be undone. */
  interface Request {
    /** Reads the log, and says what it comes to. */
    UndoPlan plan(BrokerLog log, int partition, List<Manifest> checkpoints);

    Control command(UndoPlan plan);

    /** One sentence. */
    String told(UndoPlan plan);

    /** What it reaches beyond the weights, in lines. */
    default List<String> reached() {
      return List.of();
    }

    /** What it does not reach, each in a line. */
    List<String> limits();
  }

  ExitCode run(Request request) {
    Settings settings = context.settings();
    try (Cluster cluster = Cluster.reach(context)) {
      TopicAdmin.ensure(cluster.admin(), TopicPlan.all(settings));
      String servers = cluster.bootstrapServers();
      UndoPlan plan =
          request.plan(
              new BrokerLog(
                  ClientProperties.consumer(settings, servers), Topics.of(settings.topics()).log()),
              Lane.partition(lane, settings.topics().partitions()),
              checkpoints());
      OptionalDouble millis = StepTime.measured(settings, servers, lane);
      @Nullable Double seconds =
          millis.isPresent() ? plan.redone() * millis.getAsDouble() / 1e3 : null;
      tell(request, plan, seconds);
      boolean sent = !options.dryRun() && (options.force() || confirmed());
      if (sent) {
        try (ControlTopic control = new ControlTopic(settings, servers)) {
          control.send(lane, request.command(plan));
        }
        context
            .err()
            .println(
                cluster.embedded() == null
                    ? "published; the lane goes on, and the result takes over once it has caught up"
                    : "published; the next `freshet run` does it");
      }
      if (context.json()) {
        context.print(document(request, plan, seconds, sent));
      }
      return ExitCode.OK;
    }
  }

  /** This machine's checkpoints of the lane; on another one the result is the same. */
  private List<Manifest> checkpoints() {
    if (!Files.isDirectory(Pipeline.checkpointFolder(context.stateFolder()))) {
      return List.of();
    }
    try (CheckpointStore store =
        CheckpointStore.openReadOnly(
            Pipeline.checkpointFolder(context.stateFolder()), context.settings().checkpoint())) {
      return store.manifests(lane);
    }
  }

  private void tell(Request request, UndoPlan plan, @Nullable Double seconds) {
    Manifest from = plan.from();
    context.err().println(request.told(plan));
    context
        .err()
        .printf(
            Locale.ROOT,
            "From %s, %d documents are learned again beside the lane%s.%n",
            from == null
                ? "the base model"
                : "checkpoint " + from.id() + " (step " + from.step() + ")",
            plan.redone(),
            seconds == null ? "" : String.format(Locale.ROOT, ", about %.0f s", seconds));
    if (!plan.deleted().isEmpty()) {
      context.err().println(plan.deleted().size() + " checkpoints are deleted, tags included.");
    }
    request.reached().forEach(context.err()::println);
    request.limits().forEach(context.err()::println);
  }

  private boolean confirmed() {
    if (!context.terminal().interactive()) {
      throw new FreshetException(
          ExitCode.USAGE,
          "nothing was done: it was not confirmed",
          null,
          "look with --dry-run, then say it again with --force");
    }
    context.err().print("Go on? [y/N] ");
    context.err().flush();
    return context.answer().strip().toLowerCase(Locale.ROOT).startsWith("y");
  }

  private Map<String, @Nullable Object> document(
      Request request, UndoPlan plan, @Nullable Double seconds, boolean sent) {
    Manifest from = plan.from();
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("lane", lane);
    document.put("undone", plan.undone().size());
    document.put("fromCheckpoint", from == null ? null : from.id());
    document.put("fromStep", from == null ? 0 : from.step());
    document.put("redone", plan.redone());
    document.put("seconds", seconds);
    document.put("deletedCheckpoints", plan.deleted().stream().map(Manifest::id).toList());
    document.put("published", sent);
    document.put("reached", request.reached());
    document.put("notReached", request.limits());
    return document;
  }
}
