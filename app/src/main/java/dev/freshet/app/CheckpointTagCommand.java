package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.topic.TopicAdmin;
import dev.freshet.ingest.topic.TopicPlan;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a checkpoint a name that keeps it. */
@Command(
    name = "tag",
    description =
        "Name one, which keeps it from retention. `freshet run` does it: a tag is a command in the"
            + " log.")
final class CheckpointTagCommand implements FreshetCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "An id, its beginning, or a tag.")
  private String id = "";

  @Parameters(
      index = "1",
      paramLabel = "NAME",
      description = "1 to 64 letters, digits, dots, dashes and underscores.")
  private String name = "";

  @Option(names = "--force", description = "Take the name from the checkpoint that has it.")
  private boolean force;

  @Override
  public ExitCode run(CommandContext context) {
    if (!Control.TAG.matcher(name).matches()) {
      throw new FreshetException(
          ExitCode.USAGE, "a tag " + Control.TAG_RULE, name, "choose another name");
    }
    Manifest manifest = untagged(context);
    try (Cluster cluster = Cluster.reach(context)) {
      TopicAdmin.ensure(cluster.admin(), TopicPlan.all(context.settings()));
      try (ControlTopic control =
          new ControlTopic(context.settings(), cluster.bootstrapServers())) {
        control.send(
            manifest.lane(),
            new Control.Tag(
                "tag-" + UUID.randomUUID(), Clock.systemUTC().instant(), name, manifest.id()));
      }
      if (context.json()) {
        context.print(Map.of("checkpoint", manifest.id(), "tag", name));
      } else {
        context
            .out()
            .println(
                cluster.embedded() == null
                    ? name + " is published for " + manifest.id()
                    : name + " is published; the next `freshet run` gives it to " + manifest.id());
      }
      return ExitCode.OK;
    }
  }

  private Manifest untagged(CommandContext context) {
    try (CheckpointStore store = Checkpoints.open(context)) {
      Manifest manifest = Checkpoints.named(store, id);
      @Nullable Manifest named = store.find(name).orElse(null);
      if (named != null && named.tags().contains(name) && !named.id().equals(manifest.id())) {
        if (!force) {
          throw new FreshetException(
              ExitCode.USAGE,
              "the tag " + name + " names checkpoint " + named.id(),
              name,
              "choose another, or add --force to move it");
        }
      }
      return manifest;
    }
  }
}
