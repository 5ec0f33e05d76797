package dev.freshet.state;

import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.DataSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process that writes checkpoints until it is killed, and says after each that it is written. */
final class WriterProcess {
  static final CheckpointSettings SETTINGS =
      new CheckpointSettings(100, 3, 0, new DataSize(64 << 10), new DataSize(1 << 20), "");

  private WriterProcess() {}

  public static void main(String[] args) {
    try (CheckpointStore store = CheckpointStore.open(Path.of(args[0]), SETTINGS)) {
      for (long step = Long.parseLong(args[1]); ; step++) {
        store.write(Samples.draft("main", step, groups(step)));
        System.out.println(step);
        store.retain("main", 3, 0);
      }
    }
  }

  static Map<String, List<NamedArray>> groups(long step) {
    return Map.of(
        "weights",
        List.of(Samples.floats("fixed", 1, 300, 300), Samples.floats("moving", step, 300, 300)));
  }
}
