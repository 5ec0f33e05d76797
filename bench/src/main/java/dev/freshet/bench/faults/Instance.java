package dev.freshet.bench.faults;

import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.DataSize;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import dev.freshet.state.VerifyReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One {@code freshet run} on a state folder of its own, and what restarts it when it ends. */
final class Instance implements AutoCloseable {
  /** What a checkpoint store is opened with for reading. */
  static final CheckpointSettings READING =
      new CheckpointSettings(1, 3, 0, new DataSize(1 << 20), new DataSize(1 << 20), "");

  private final Path folder;
  private final String servers;
  private final String prefix;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Launch launch;
  private @Nullable Child process;
  private int starts;

  /**
   * How its process is started.
   *
   * @param flags for the JVM
   * @param environment over the launcher's
   */
  record Launch(List<String> flags, Map<String, String> environment) {
    static final Launch PLAIN = new Launch(List.of(), Map.of());

    static Launch with(List<String> flags) {
      return new Launch(flags, Map.of());
    }
  }

  /**
   * @param folder of its state, and of what it prints
   * @param prefix of its topics
   * @param own settings over those of every suite
   */
  Instance(
      Path folder,
      String servers,
      String prefix,
      Path model,
      Map<String, String> own,
      Launch launch) {
    this.folder = folder;
    this.servers = servers;
    this.prefix = prefix;
    this.launch = launch;
    settings.put("model.directory", model.toAbsolutePath().toString());
    settings.put("model.threads", "1");
    settings.put("topics.prefix", prefix);
    settings.put("evaluator.enabled", "false");
    settings.put("http.enabled", "false");
    // A state of its own, and counters: more to lose than with plain descent.
    settings.put("adapter.optimizer", "adam");
    settings.put("adapter.weighting", "uniform");
    settings.put("adapter.anchor.weight", "0");
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

  /** The consumer group of those that hold lanes. */
  String adapters() {
    return prefix + "adapter";
  }

  /** Its name in consumer groups, which it keeps in its state folder. */
  String id() {
    try {
      return Files.readAllLines(state().resolve("instance-id")).get(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    command.addAll(List.of("--state", state().toString()));
    settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    List<String> flags = new ArrayList<>(List.of("-Xmx512m"));
    flags.addAll(launch.flags());
    process = Child.start(folder, "run-" + starts++, flags, launch.environment(), command);
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
    try (CheckpointStore store =
        CheckpointStore.openReadOnly(state().resolve("checkpoints"), READING)) {
      return store.manifests("main");
    }
  }

  /** Whether it has checkpoints, and every byte of them is as it was written. */
  boolean isWhole() {
    VerifyReport report = CheckpointStore.verify(state().resolve("checkpoints"), READING);
    return report.checked() > 0 && report.isClean();
  }

  private Path state() {
    return folder.resolve("state");
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
