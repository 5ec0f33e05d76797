package dev.freshet.bench.faults;

import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.DataSize;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One {@code freshet run} on a state folder of its own, and what restarts it when it ends. */
final class Instance implements AutoCloseable {
  private final Path folder;
  private final String servers;
  private final String prefix;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<String> flags;
  private @Nullable Child process;
  private int starts;

  /**
   * @param folder of its state, and of what it prints
   * @param prefix of its topics
   * @param own settings over those of every suite
   * @param flags for its JVM
   */
  Instance(
      Path folder,
      String servers,
      String prefix,
      Path model,
      Map<String, String> own,
      List<String> flags) {
    this.folder = folder;
    this.servers = servers;
    this.prefix = prefix;
    this.flags = flags;
    settings.put("model.directory", model.toAbsolutePath().toString());
    settings.put("model.threads", "1");
    settings.put("topics.prefix", prefix);
    settings.put("evaluator.enabled", "false");
    settings.put("http.enabled", "false");
    // A state of its own, and counters: more to lose than with plain descent.
    settings.put("adapter.optimizer", "adam");
    settings.put("adapter.learning-rate", "1e-3");
    settings.put("checkpoint.chunk-size", "64KiB");
    settings.putAll(own);
  }

  /** Another value from the next start on. */
  void set(String key, String value) {
    settings.put(key, value);
  }

  String adaptations() {
    return prefix + "adaptations";
  }

  String documents() {
    return prefix + "documents";
  }

  String deadLetters() {
    return prefix + "dlq";
  }

  Path folder() {
    return folder;
  }

  /** Starts it where it does not run; it may take seconds to its first record. */
  void start() {
    if (isAlive()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("dev.freshet.app.Freshet", "run"));
    command.addAll(List.of("--bootstrap-server", servers));
    command.addAll(List.of("--state", folder.resolve("state").toString()));
    settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    List<String> all = new ArrayList<>(List.of("-Xmx512m"));
    all.addAll(flags);
    process = Child.start(folder, "run-" + starts++, all, command);
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  Child process() {
    if (process == null) {
      throw new IllegalStateException("it was never started");
    }
    return process;
  }

  /** Its checkpoints as they are now, the newest first; read beside it. */
  List<Manifest> checkpoints() {
    Path checkpoints = folder.resolve("state").resolve("checkpoints");
    CheckpointSettings reading =
        new CheckpointSettings(1, 3, 0, new DataSize(1 << 20), new DataSize(1 << 20), "");
    try (CheckpointStore store = CheckpointStore.openReadOnly(checkpoints, reading)) {
      return store.manifests("main");
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
