package dev.freshet.bench.faults;

import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.DataSize;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.state.Checkpoint;
import dev.freshet.state.CheckpointDraft;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import dev.freshet.state.NamedArray;
import dev.freshet.state.Position;
import dev.freshet.state.Provenance;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Flips bits in, and cuts ends off, the files of checkpoints and of exported models, one fault at a
 * time. Each must be found by whoever reads the files; and a pipeline that opens the damaged folder
 * must be given an earlier state whole, or find none and be left to the log.
 */
@Command(name = "bench/damage", description = "Damage checkpoints and exports, and look.")
public final class DamageSuite extends Suite {
  private static final CheckpointSettings SETTINGS =
      new CheckpointSettings(1, 3, 0, new DataSize(64 << 10), new DataSize(4 << 20), "");
  private static final int CHECKPOINTS = 8;
  private static final int KEPT = 4;

  /** After one fault of so many in a folder of checkpoints a writer is started on a copy of it. */
  private static final int OPENED_ONE_IN = 4;

  @Option(names = "--flips", defaultValue = "200", description = "How many faults.")
  private int flips;

  private final Map<String, Integer> missed = new LinkedHashMap<>();
  private int faults;
  private int opened;
  private int takenOver;
  private int leftToTheLog;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DamageSuite()).execute(arguments));
  }

  @Override
  Verdict run(Path folder) throws IOException {
    Path model = SmallModel.in(folder.resolve("model"), Texts.bundled().whole());
    Path exported = folder.resolve("exported");
    Path checkpoints = folder.resolve("checkpoints");
    Map<Long, Map<String, List<NamedArray>>> written;
    try (LanguageModel base = LanguageModel.read(model, Torch.device("cpu"))) {
      base.export(exported, base.parameters(), SafetensorsWriter.Precision.F32);
      written = fill(checkpoints, base.parameters());
    }
    Random random = new Random(seed);
    int ofExports = flips / 2;
    damageEach(exported, ofExports, random, null, this::foundInExport);
    damageEach(
        checkpoints,
        flips - ofExports,
        random,
        place -> takesOver(place, folder.resolve("copy"), written),
        DamageSuite::foundInCheckpoints);
    return verdict();
  }

  private Verdict verdict() {
    int undetected = missed.values().stream().mapToInt(Integer::intValue).sum();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("flips", faults);
    json.put("detected", faults - undetected);
    json.put("missed", missed);
    json.put("opened", opened);
    json.put("earlierStateTakenOver", takenOver);
    json.put("leftToTheLog", leftToTheLog);
    return new Verdict(
        undetected == 0 && faults == flips && takenOver + leftToTheLog == opened, json);
  }

  /** Checkpoints of the same model at successive steps, the older ones given back. */
  private static Map<Long, Map<String, List<NamedArray>>> fill(Path folder, TensorTree weights) {
    Map<Long, Map<String, List<NamedArray>>> written = new LinkedHashMap<>();
    try (CheckpointStore store = CheckpointStore.open(folder, SETTINGS);
        Scope scope = Scope.on(Torch.device("cpu"))) {
      for (long step = 1; step <= CHECKPOINTS; step++) {
        Map<String, List<NamedArray>> groups = groups(weights, 1 + 0.001 * step);
        written.put(step, groups);
        store.write(
            new CheckpointDraft(
                new Position("main", step, step, 2 * step),
                Instant.EPOCH.plusSeconds(step),
                null,
                "f00d",
                new Provenance("5e77", "suite", 1, "any", "ba5e"),
                "interval",
                Map.of("counter.step", Long.toString(step)),
                Set.of(),
                groups));
        store.retain("main", KEPT, 0);
      }
    }
    return written;
  }

  private static Map<String, List<NamedArray>> groups(TensorTree weights, double scale) {
    List<NamedArray> arrays = new ArrayList<>();
    for (Map.Entry<String, Tensor> entry : weights.scaled(scale).tensors().entrySet()) {
      Tensor tensor = entry.getValue();
      arrays.add(
          NamedArray.of(entry.getKey(), tensor.dtype().name(), tensor.shape(), tensor.toBytes()));
    }
    return Map.of(Manifest.WEIGHTS, arrays);
  }

  private interface Look {
    boolean finds(Path folder) throws IOException;
  }

  private interface Opening {
    void on(Path folder) throws IOException;
  }

  /** Goes round the files, so that each has its share, and undoes each fault. */
  private void damageEach(
      Path folder, int count, Random random, @Nullable Opening opening, Look look)
      throws IOException {
    List<Path> files = files(folder);
    for (int i = 0; i < count; i++) {
      Path file = files.get(i % files.size());
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Bytes.damaged(whole, random));
      faults++;
      if (!look.finds(folder)) {
        missed.merge(kind(file), 1, Integer::sum);
      }
      if (opening != null && random.nextInt(OPENED_ONE_IN) == 0) {
        opening.on(folder);
      }
      Files.write(file, whole);
    }
  }

  /** Whatever holds data; RocksDB's own journal of messages and its notes on options hold none. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toFile().length() > 0)
          .filter(file -> !name(file).matches("LOG.*|OPTIONS.*|LOCK|IDENTITY"))
          .sorted()
          .toList();
    }
  }

  private static String kind(Path file) {
    return name(file).replaceAll("\\d+", "N");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private boolean foundInExport(Path folder) {
    return isRefused(() -> LanguageModel.read(folder, Torch.device("cpu")).close());
  }

  private static boolean foundInCheckpoints(Path folder) {
    boolean[] clean = {true};
    boolean refused =
        isRefused(() -> clean[0] = CheckpointStore.verify(folder, SETTINGS).isClean());
    return refused || !clean[0];
  }

  private static boolean isRefused(Runnable reading) {
    try {
      reading.run();
      return false;
    } catch (FreshetException e) {
      return e.code() == ExitCode.ARTEFACT;
    }
  }

  /** What a start finds: an earlier state, equal to what was written, or a plain refusal. */
  private void takesOver(Path folder, Path copy, Map<Long, Map<String, List<NamedArray>>> written)
      throws IOException {
    opened++;
    Files.createDirectories(copy);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(name(file)));
      }
    }
    List<Path> aside = new ArrayList<>();
    try (CheckpointStore store =
        CheckpointStore.openSettingAside(copy, SETTINGS, (place, damage) -> aside.add(place))) {
      Checkpoint found = store.newestReadable("main", Long.MAX_VALUE).orElse(null);
      if (found == null) {
        leftToTheLog++;
      } else if (found.groups().equals(written.get(found.manifest().step()))) {
        takenOver++;
      }
    }
    delete(copy);
    for (Path place : aside) {
      delete(place);
    }
  }
}
