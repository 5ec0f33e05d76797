package dev.freshet.app;

import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Gives space back while nothing runs. */
@Command(
    name = "gc",
    description =
        "Delete what retention no longer keeps, and chunks that no checkpoint names. A running"
            + " `freshet run` does so itself: this is for a folder at rest.")
final class CheckpointGcCommand implements FreshetCommand {
  @Option(names = "--dry-run", description = "List what would be deleted, and delete nothing.")
  private boolean dryRun;

  @Override
  public ExitCode run(CommandContext context) {
    CheckpointSettings settings = context.settings().checkpoint();
    try (CheckpointStore store =
        dryRun
            ? Checkpoints.open(context)
            : CheckpointStore.open(Checkpoints.folder(context), settings)) {
      long before = store.bytesOnDisk();
      List<String> deleted = new ArrayList<>();
      for (String lane : store.lanes()) {
        if (dryRun) {
          store.beyond(lane, settings.keep(), settings.keepEvery()).stream()
              .map(Manifest::id)
              .forEach(deleted::add);
        } else {
          deleted.addAll(store.retain(lane, settings.keep(), settings.keepEvery()));
        }
      }
      int orphans = dryRun ? 0 : store.collectOrphans();
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("deleted", deleted);
      document.put("orphanedBatches", orphans);
      document.put("bytesFreed", before - store.bytesOnDisk());
      if (context.json()) {
        context.print(document);
      } else {
        deleted.forEach(id -> context.out().println((dryRun ? "would delete " : "deleted ") + id));
        context.out().println(((before - store.bytesOnDisk()) >> 10) + " KiB freed");
      }
      return ExitCode.OK;
    }
  }
}
