package dev.freshet.bench;

import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.state.Checkpoint;
import dev.freshet.state.CheckpointDraft;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import dev.freshet.state.NamedArray;
import dev.freshet.state.Position;
import dev.freshet.state.Provenance;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Checkpoints over the size of the model: what is written for each, and how long writing and
 * restoring take. The weights are random, which nothing compresses, and all of them change between
 * two checkpoints, as they do in training.
 */
@Command(name = "bench/sizes", description = "What checkpoints cost over the size of the model.")
final class SizesBenchmark implements Runnable {
  private static final CheckpointSettings SETTINGS = SettingsLoader.defaults().checkpoint();
  private static final Path IO = Path.of("/proc/self/io");
  private static final String LANE = "main";
  private static final double MEBI = 1 << 20;

  @Option(names = "--sizes", split = ",", defaultValue = "1M,5M,25M,124M", description = "Which.")
  private List<String> sizes = List.of();

  @Option(names = "--checkpoints", defaultValue = "4", description = "Written at each size.")
  private int checkpoints;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SizesBenchmark()).execute(arguments));
  }

  @Override
  public void run() {
    Torch.start(1);
    System.out.println(
        "  parameters optimizer         state MiB  written MiB  ratio   write s  restore s");
    for (String size : sizes) {
      // The default keeps no state of its own; Adam's is two more arrays for each.
      row(size, "preconditioned", List.of(Manifest.WEIGHTS));
      row(size, "adam", List.of(Manifest.WEIGHTS, "first", "second"));
    }
  }

  private void row(String size, String optimizer, List<String> groups) {
    try (Scope scope = Scope.on(Torch.device("cpu"))) {
      Path folder = Files.createTempDirectory("freshet-sizes");
      try {
        TensorTree weights = new Decoder(StepCase.of(size, 1, "sgd").config()).initialise(7);
        Written written = written(folder, weights, groups);
        double restored = restored(folder);
        System.out.printf(
            Locale.ROOT,
            "%,12d %-16s %10.1f %12.1f %6.2f %9.2f %10.2f%n",
            weights.count(),
            optimizer,
            written.stateBytes() / MEBI,
            written.bytes() / MEBI,
            (double) written.bytes() / written.stateBytes(),
            written.seconds(),
            restored);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Means over the checkpoints of a lane.
   *
   * @param stateBytes of all arrays
   * @param bytes that went to the files, those of the closing included
   * @param seconds until a checkpoint was on disk, and the old ones were gone
   */
  private record Written(long stateBytes, long bytes, double seconds) {}

  private Written written(Path folder, TensorTree weights, List<String> groups) throws IOException {
    long before = bytesWritten();
    long stateBytes = 0;
    long nanos = 0;
    try (CheckpointStore store = CheckpointStore.open(folder, SETTINGS)) {
      for (int i = 1; i <= checkpoints; i++) {
        CheckpointDraft draft = draft(i, changed(weights, groups, i));
        long begin = System.nanoTime();
        stateBytes = store.write(draft).bytes();
        store.retain(LANE, SETTINGS.keep(), 0);
        nanos += System.nanoTime() - begin;
      }
    }
    return new Written(
        stateBytes, (bytesWritten() - before) / checkpoints, nanos / 1e9 / checkpoints);
  }

  private static Map<String, List<NamedArray>> changed(
      TensorTree weights, List<String> groups, int step) {
    Map<String, List<NamedArray>> changed = new LinkedHashMap<>();
    for (String group : groups) {
      double factor = 1 + 0.001 * (step + 100 * changed.size());
      List<NamedArray> arrays = new ArrayList<>();
      weights
          .tensors()
          .forEach(
              (name, tensor) -> {
                try (Scope scope = Scope.on(Torch.device("cpu"))) {
                  Tensor scaled = tensor.scaled(factor);
                  arrays.add(
                      NamedArray.of(name, scaled.dtype().name(), scaled.shape(), scaled.toBytes()));
                }
              });
      changed.put(group, arrays);
    }
    return changed;
  }

  private static CheckpointDraft draft(long step, Map<String, List<NamedArray>> groups) {
    return new CheckpointDraft(
        new Position(LANE, step, step, step),
        Instant.EPOCH.plusSeconds(step),
        null,
        "f00d",
        new Provenance("5e77", "bench", 1, "any", "ba5e"),
        "interval",
        Map.of(),
        Set.of(),
        groups);
  }

  /** Seconds from the closed folder to tensors, every digest compared; the pages are in memory. */
  private static double restored(Path folder) {
    long begin = System.nanoTime();
    try (CheckpointStore store = CheckpointStore.open(folder, SETTINGS);
        Scope scope = Scope.on(Torch.device("cpu"))) {
      Checkpoint checkpoint = store.newestReadable(LANE, Long.MAX_VALUE).orElseThrow();
      checkpoint.groups().values().forEach(arrays -> arrays.forEach(SizesBenchmark::tensor));
      return (System.nanoTime() - begin) / 1e9;
    }
  }

  private static void tensor(NamedArray array) {
    long[] shape = array.shape().stream().mapToLong(Long::longValue).toArray();
    Tensor unused = Tensor.of(array.bytes(), Dtype.valueOf(array.dtype()), shape);
  }

  /** Of this process, to any file, whether or not they have reached the disk. */
  private static long bytesWritten() throws IOException {
    for (String line : Files.readAllLines(IO)) {
      if (line.startsWith("wchar:")) {
        return Long.parseLong(line.substring("wchar:".length()).strip());
      }
    }
    throw new IOException(IO + " says nothing of `wchar`");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
