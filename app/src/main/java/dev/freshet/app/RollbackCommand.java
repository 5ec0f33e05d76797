package dev.freshet.app;

import dev.freshet.adapter.BrokerLog;
import dev.freshet.adapter.UndoPlan;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Control;
import dev.freshet.state.Manifest;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Goes back to an earlier state of a lane. */
@Command(
    name = "rollback",
    description =
        "Go back to a checkpoint: the documents after it count as never read, those to come are"
            + " learned from there.")
final class RollbackCommand implements FreshetCommand {
  @Option(
      names = "--to",
      paramLabel = "CHECKPOINT|STEP",
      required = true,
      description = "An id, its beginning, a tag, or the step of a checkpoint.")
  private String to = "";

  @Mixin private final UndoOptions options = new UndoOptions();

  @Override
  public ExitCode run(CommandContext context) {
    Manifest target = Checkpoints.inLane(context, options.lane(), to);
    return new Undo(context, options).run(request(target));
  }

  private Undo.Request request(Manifest target) {
    return new Undo.Request() {
      @Override
      public UndoPlan plan(BrokerLog log, int partition, List<Manifest> checkpoints) {
        UndoPlan plan =
            UndoPlan.rollingBack(log, partition, options.lane(), target.seq(), checkpoints);
        Manifest from = plan.from();
        if (from == null || from.seq() < target.seq()) {
          throw new FreshetException(
              ExitCode.FAILURE,
              "checkpoint " + target.id() + " is of a lineage that was undone since",
              "lane " + options.lane(),
              "name one of the present lineage, or export it with `freshet checkpoint export`");
        }
        return plan;
      }

      @Override
      public Control command(UndoPlan plan) {
        return new Control.Rollback(
            "rollback-" + UUID.randomUUID(),
            Clock.systemUTC().instant(),
            target.id(),
            target.seq());
      }

      @Override
      public String told(UndoPlan plan) {
        return "Lane "
            + options.lane()
            + " goes back to step "
            + target.step()
            + " (record "
            + target.seq()
            + "): "
            + plan.undone().size()
            + " documents count as never read.";
      }

      @Override
      public List<String> limits() {
        return List.of(
            "Checkpoints after it stay until retention takes them; sent again, the same documents"
                + " are dropped as redeliveries.");
      }
    };
  }
}
