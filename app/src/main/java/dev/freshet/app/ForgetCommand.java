package dev.freshet.app;

import dev.freshet.adapter.BrokerLog;
import dev.freshet.adapter.UndoPlan;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.streams.StreamsProperties;
import dev.freshet.ingest.topic.Topics;
import dev.freshet.state.Manifest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes a document out of a lane's weights, exactly. */
@Command(
    name = "forget",
    description =
        "Make a lane's weights those of a lane that never read a document: learned again without"
            + " it, beside the lane.")
final class ForgetCommand implements FreshetCommand {
  @Option(
      names = "--document",
      paramLabel = "ID",
      required = true,
      description = "The document's id; every version of it that the log holds now.")
  private String document = "";

  @Mixin private final UndoOptions options = new UndoOptions();

  @Override
  public ExitCode run(CommandContext context) {
    return new Undo(context, options).run(request(context.settings()));
  }

  private Undo.Request request(Settings settings) {
    return new Undo.Request() {
      @Override
      public UndoPlan plan(BrokerLog log, int partition, List<Manifest> checkpoints) {
        UndoPlan plan = UndoPlan.forgetting(log, partition, options.lane(), document, checkpoints);
        if (plan.undone().isEmpty()) {
          throw new FreshetException(
              ExitCode.FAILURE,
              "no document of this id has been read",
              "lane " + options.lane() + ", document " + document,
              "look at `documentId` in " + Topics.of(settings.topics()).adaptations());
        }
        return plan;
      }

      @Override
      public Control command(UndoPlan plan) {
        return new Control.Forget(
            "forget-" + UUID.randomUUID(), Clock.systemUTC().instant(), document);
      }

      @Override
      public String told(UndoPlan plan) {
        return "Document "
            + document
            + " is forgotten: record "
            + String.join(
                ", ", plan.undone().stream().map(gone -> Long.toString(gone.seq())).toList())
            + " of lane "
            + options.lane()
            + ".";
      }

      @Override
      public List<String> reached() {
        return settings.log().shred() ? ForgetCommand.reached(settings) : List.of();
      }

      @Override
      public List<String> limits() {
        return ForgetCommand.limits(settings);
      }
    };
  }

  private static List<String> reached(Settings settings) {
    Topics topics = Topics.of(settings.topics());
    Instant later = Clock.systemUTC().instant().plus(settings.log().shredWithin());
    return List.of(
        "Its text in "
            + topics.log()
            + " is shredded: its key is deleted when the new weights take",
        "  over, and compaction takes it out of the files of " + topics.keys() + " with the first",
        "  document that comes after " + later.truncatedTo(ChronoUnit.SECONDS) + ".");
  }

  private static List<String> limits(Settings settings) {
    Topics topics = Topics.of(settings.topics());
    List<String> own = new ArrayList<>(List.of(topics.documents()));
    own.addAll(settings.ingest().sourceTopics());
    List<String> limits = new ArrayList<>();
    if (settings.log().shred()) {
      limits.add("Not reached: its id, topic and time in " + topics.log() + " (of an id made from");
      limits.add("  the text, texts can be tried);");
      own.add(StreamsProperties.applicationId("ingest-lanes-repartition", settings));
    } else {
      limits.add("Not reached: its text in " + topics.log() + ", which is kept for ever;");
    }
    limits.add("  " + String.join(", ", own) + ",");
    limits.add("  and Kafka's segments until they are deleted or compacted;");
    limits.add(
        "  its text in " + topics.quarantine() + ", if the gate held it back, and its heaviest");
    limits.add("  tokens in " + topics.adaptations() + "; questions on it with their answers in");
    limits.add("  " + topics.probes() + " and " + topics.uptake() + ", as long as these are kept;");
    limits.add(
        "  backups of the "
            + (settings.log().shred() ? "topics, of the " : "")
            + "state folder, exported models, recordings; other lanes.");
    return limits;
  }
}
