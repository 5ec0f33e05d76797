package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.state.CheckpointDiff;
import dev.freshet.state.CheckpointDiff.ArrayDiff;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** How two states differ, tensor by tensor. */
@Command(
    name = "diff",
    description =
        "Compare two, tensor by tensor: L2 norms, relative change, share of changed weights.")
final class CheckpointDiffCommand implements FreshetCommand {
  @Parameters(index = "0", paramLabel = "A", description = "An id, its beginning, or a tag.")
  private String first = "";

  @Parameters(index = "1", paramLabel = "B", description = "Another.")
  private String second = "";

  @Override
  public ExitCode run(CommandContext context) {
    try (CheckpointStore store = Checkpoints.open(context)) {
      Manifest before = Checkpoints.named(store, first);
      Manifest after = Checkpoints.named(store, second);
      CheckpointDiff diff = CheckpointDiff.of(store.read(before), store.read(after));
      ArrayDiff all = diff.total(Manifest.WEIGHTS);
      if (context.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("a", before.id());
        document.put("b", after.id());
        document.put("steps", after.step() - before.step());
        document.put("weights", json(all));
        document.put("arrays", diff.arrays().stream().map(CheckpointDiffCommand::json).toList());
        context.print(document);
      } else {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("tensor", "shape", "norm A", "norm B", "change", "changed"));
        diff.arrays().forEach(array -> cells.add(line(array)));
        cells.add(line(all));
        context.out().print(TextTable.of(cells));
      }
      return ExitCode.OK;
    }
  }

  private static List<String> line(ArrayDiff array) {
    String group = array.group().equals(Manifest.WEIGHTS) ? "" : array.group() + ":";
    return List.of(
        group + array.name(),
        array.shape().toString(),
        text("%.4g", array.normBefore(), 1),
        text("%.4g", array.normAfter(), 1),
        text("%.3g %%", array.relativeChange(), 100),
        text("%.1f %%", array.changedShare(), 100));
  }

  private static String text(String form, @Nullable Double value, double times) {
    return value == null ? "-" : String.format(Locale.ROOT, form, value * times);
  }

  private static Map<String, @Nullable Object> json(ArrayDiff array) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("group", array.group());
    json.put("name", array.name());
    json.put("shape", array.shape());
    json.put("normA", array.normBefore());
    json.put("normB", array.normAfter());
    json.put("relativeChange", array.relativeChange());
    json.put("changedShare", array.changedShare());
    return json;
  }
}
