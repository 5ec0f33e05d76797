package dev.freshet.app;

import dev.freshet.adapter.LaneWeights;
import dev.freshet.config.ExitCode;
import dev.freshet.learner.LanguageModel;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import dev.freshet.state.VerifyReport;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The states that a lane went through. */
@Command(
    name = "checkpoint",
    description = "The checkpoints of a state folder; `freshet run` may be at work on it.",
    subcommands = {
      CheckpointCommand.Ls.class,
      CheckpointCommand.Show.class,
      CheckpointCommand.Verify.class,
      CheckpointCommand.Export.class,
      CheckpointDiffCommand.class,
      CheckpointTagCommand.class,
      CheckpointGcCommand.class,
      RollbackCommand.class
    })
final class CheckpointCommand {
  private static Map<String, @Nullable Object> row(Manifest manifest) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("id", manifest.id());
    row.put("lane", manifest.lane());
    row.put("step", manifest.step());
    row.put("seq", manifest.seq());
    row.put("time", manifest.time().toString());
    row.put("weightsDigest", manifest.weightsDigest());
    row.put("bytes", manifest.bytes());
    row.put("tags", List.copyOf(manifest.tags()));
    row.put("parent", manifest.parent());
    row.put("reason", manifest.reason());
    return row;
  }

  @Command(name = "ls", description = "List them, the newest of each lane first.")
  static final class Ls implements FreshetCommand {
    @Override
    public ExitCode run(CommandContext context) {
      List<Manifest> all = new ArrayList<>();
      try (CheckpointStore store = Checkpoints.open(context)) {
        store.lanes().forEach(lane -> all.addAll(store.manifests(lane)));
      }
      if (context.json()) {
        context.print(all.stream().map(CheckpointCommand::row).toList());
        return ExitCode.OK;
      }
      List<List<String>> cells = new ArrayList<>();
      cells.add(List.of("id", "lane", "step", "record", "time", "MiB", "parent", "reason", "tags"));
      for (Manifest manifest : all) {
        cells.add(
            List.of(
                manifest.id(),
                manifest.lane(),
                Long.toString(manifest.step()),
                Long.toString(manifest.seq()),
                manifest.time().toString(),
                Long.toString(manifest.bytes() >> 20),
                manifest.parent() == null ? "-" : manifest.parent(),
                manifest.reason(),
                String.join(" ", manifest.tags())));
      }
      context.out().print(TextTable.of(cells));
      return ExitCode.OK;
    }
  }

  @Command(name = "show", description = "Say everything about one.")
  static final class Show implements FreshetCommand {
    @Parameters(paramLabel = "ID", description = "An id, its beginning, or a tag.")
    private String id = "";

    @Override
    public ExitCode run(CommandContext context) {
      try (CheckpointStore store = Checkpoints.open(context)) {
        Manifest manifest = Checkpoints.named(store, id);
        Map<String, @Nullable Object> document = row(manifest);
        document.put("offset", manifest.offset());
        document.put("fingerprint", manifest.fingerprint());
        document.put("settingsDigest", manifest.provenance().settingsDigest());
        document.put("build", manifest.provenance().build());
        document.put("threads", manifest.provenance().threads());
        document.put("instructionSet", manifest.provenance().instructionSet());
        document.put("baseModel", manifest.provenance().baseModel());
        document.put("arrays", manifest.arrays().size());
        document.put("notes", manifest.notes());
        if (context.json()) {
          context.print(document);
        } else {
          List<List<String>> cells = new ArrayList<>();
          document.forEach((name, value) -> cells.add(List.of(name, String.valueOf(value))));
          context.out().print(TextTable.of(cells));
        }
        return ExitCode.OK;
      }
    }
  }

  @Command(name = "verify", description = "Read every byte and compare it with its digest.")
  static final class Verify implements FreshetCommand {
    @Override
    public ExitCode run(CommandContext context) {
      VerifyReport report =
          CheckpointStore.verify(Checkpoints.folder(context), context.settings().checkpoint());
      if (context.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("checked", report.checked());
        document.put("files", report.files());
        document.put("bytes", report.bytes());
        document.put("damaged", report.damaged().stream().map(Verify::json).toList());
        context.print(document);
      } else {
        context
            .out()
            .println(
                report.checked()
                    + " checkpoints and "
                    + report.files()
                    + " files read, "
                    + report.damaged().size()
                    + " damaged");
      }
      for (VerifyReport.Damage damage : report.damaged()) {
        context.err().println("damaged: " + json(damage));
      }
      return report.isClean() ? ExitCode.OK : ExitCode.ARTEFACT;
    }

    private static Map<String, @Nullable Object> json(VerifyReport.Damage damage) {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("checkpoint", damage.checkpoint());
      json.put("file", damage.file());
      json.put("reason", damage.reason());
      return json;
    }
  }

  @Command(
      name = "export",
      description = "Write the weights as a model directory in Hugging Face layout.")
  static final class Export implements FreshetCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "An id, its beginning, or a tag.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "DIR", description = "The directory to write.")
    private Path target = Path.of("");

    @Option(names = "--bf16", description = "Halve the size: each weight to 8 significant bits.")
    private boolean halved;

    @Override
    public ExitCode run(CommandContext context) {
      try (CheckpointStore store = Checkpoints.open(context);
          LanguageModel base = context.openModel(null);
          LaneWeights weights =
              LaneWeights.of(store.read(Checkpoints.named(store, id)), base.device())) {
        base.export(
            target,
            weights.parameters(),
            halved ? SafetensorsWriter.Precision.BF16 : SafetensorsWriter.Precision.F32);
      }
      if (context.json()) {
        context.print(Map.of("model", target.toString()));
      } else {
        context.out().println("written to " + target);
      }
      return ExitCode.OK;
    }
  }
}
