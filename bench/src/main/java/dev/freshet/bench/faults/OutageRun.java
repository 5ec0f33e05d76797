package dev.freshet.bench.faults;

import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.DataSize;
import dev.freshet.state.CheckpointStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One lane through a series of outages: {@code work -> outage -> proof that it bites -> end ->
 * caught up}, on one stream that goes on through all of them.
 */
final class OutageRun {
  private static final int PORTION = 4 * Stage.EVERY;
  private static final int DISK_MEBIBYTES = 48;
  private static final long SLOW_MILLIS = 100;
  private static final long LOOK_MILLIS = 1_000;

  private final Stage stage;
  private final @Nullable SmallDisk disk;
  private final int seconds;
  private final Map<String, Object> cases = new LinkedHashMap<>();
  private final List<String> broken = new ArrayList<>();
  private int settled;

  private OutageRun(Stage stage, @Nullable SmallDisk disk, int seconds) {
    this.stage = stage;
    this.disk = disk;
    this.seconds = seconds;
  }

  /**
   * Goes through the outages in their order, and compares.
   *
   * @param seconds that each lasts, where its length can be chosen
   */
  static Suite.Verdict of(
      Path folder, List<Outage> outages, int seconds, long seed, PrintStream progress)
      throws IOException {
    boolean proxied = outages.stream().anyMatch(Outage::isOfTheNetwork);
    Optional<SmallDisk> disk =
        outages.stream().anyMatch(Outage::isOfTheDisk)
            ? SmallDisk.mount(folder.resolve("pipeline").resolve("state"), DISK_MEBIBYTES)
            : Optional.empty();
    Stage.Setup setup = new Stage.Setup(Map.of(), List.of(), proxied);
    try {
      try (Stage stage = Stage.open(folder, seed, setup, progress)) {
        return new OutageRun(stage, disk.orElse(null), seconds).through(outages);
      }
    } finally {
      disk.ifPresent(SmallDisk::close);
    }
  }

  private Suite.Verdict through(List<Outage> outages) {
    stage.feed().publish(PORTION);
    stage.awaitDecided();
    for (Outage outage : outages) {
      String name = outage.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (outage.isOfTheDisk() && disk == null) {
        cases.put(name, "skipped: no file system may be mounted here");
      } else {
        cases.put(name, suffer(outage, name));
      }
      stage.progress().println(name + " " + cases.get(name));
    }
    Stage.Outcome outcome = stage.compared();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("outages", cases);
    json.put("settled", settled);
    json.put("digestEqual", outcome.digestEqual());
    json.putAll(outcome.outputs().json());
    json.put("documents", outcome.documents());
    json.put("restarts", outcome.restarts());
    json.put("broken", broken);
    return new Suite.Verdict(
        broken.isEmpty() && outcome.digestEqual() == settled && outcome.outputs().isClean(), json);
  }

  private Map<String, Object> suffer(Outage outage, String name) {
    Map<String, Object> seen = new LinkedHashMap<>();
    int from = stage.outputs().all().size();
    work();
    switch (outage) {
      case NETWORK_PAUSED -> networkPaused(name);
      case NETWORK_CUT -> networkCut(name);
      case NETWORK_SLOW -> networkSlow(name);
      case BROKER_FROZEN -> brokerFrozen(name);
      case DISK_FULL -> diskFull(name, seen);
      case DISK_READ_ONLY -> diskReadOnly(name, seen);
      case PIPELINE_FROZEN -> pipelineFrozen(name);
    }
    stage.feed().publish(PORTION);
    stage.awaitDecided();
    settle(stage.pipeline());
    seen.put("stallSeconds", stallSeconds(from));
    return seen;
  }

  /** Publishes a portion, and returns when the lane is in the middle of it. */
  private void work() {
    int before = stage.outputs().decided();
    stage.feed().publish(PORTION);
    stage.await(() -> stage.outputs().decided() > before, "the lane works");
  }

  private void settle(Instance instance) {
    stage.settle(instance, 1);
    settled++;
  }

  private void networkPaused(String name) {
    stage.proxy().pause(true);
    Waiting.sleep(LOOK_MILLIS);
    long before = stage.proxy().forwardedBytes();
    hold();
    prove(name, "nothing passed", stage.proxy().forwardedBytes() == before);
    stage.proxy().pause(false);
  }

  private void networkCut(String name) {
    long before = stage.proxy().cutConnections();
    stage.proxy().cut(true);
    hold();
    prove(name, "connections broke", stage.proxy().cutConnections() > before);
    stage.proxy().cut(false);
  }

  private void networkSlow(String name) {
    stage.proxy().delay(SLOW_MILLIS);
    stage.feed().publish(Stage.EVERY);
    long before = stage.proxy().forwardedBytes();
    hold();
    prove(name, "little passed", stage.proxy().forwardedBytes() > before);
    stage.proxy().delay(0);
  }

  private void brokerFrozen(String name) {
    stage.broker().freeze();
    Waiting.sleep(LOOK_MILLIS);
    int before = stage.outputs().decided();
    stage.feed().publish(Stage.EVERY);
    hold();
    prove(name, "nothing was committed", stage.outputs().decided() == before);
    stage.broker().thaw();
  }

  private void diskFull(String name, Map<String, Object> seen) {
    SmallDisk small = present(disk);
    small.fill();
    stage.feed().publish(PORTION);
    endsClearly(name, seen, "no space left");
    prove(name, "the checkpoints are whole", isWhole());
    small.clear();
  }

  private void diskReadOnly(String name, Map<String, Object> seen) {
    SmallDisk small = present(disk);
    stage.pipeline().process().stop();
    small.readOnly(true);
    stage.start();
    endsClearly(name, seen, "");
    small.readOnly(false);
    prove(name, "the checkpoints are whole", isWhole());
  }

  /** Waits for the pipeline's own end, and looks at what a user would see. */
  private void endsClearly(String name, Map<String, Object> seen, String word) {
    Child process = stage.pipeline().process();
    int status = process.await();
    List<String> said = process.said().lines().filter(line -> line.startsWith("error:")).toList();
    seen.put("exitStatus", status);
    seen.put("said", said);
    prove(name, "the exit status is 1 or 3", status == 1 || status == 3);
    prove(name, "one clear line", said.size() == 1 && said.get(0).contains(word));
    prove(name, "no stack trace", !process.said().contains("\tat "));
  }

  private boolean isWhole() {
    CheckpointSettings reading =
        new CheckpointSettings(1, 3, 0, new DataSize(64 << 10), new DataSize(1 << 20), "");
    Path checkpoints = stage.pipeline().folder().resolve("state").resolve("checkpoints");
    var report = CheckpointStore.verify(checkpoints, reading);
    return report.checked() > 0 && report.isClean();
  }

  private void pipelineFrozen(String name) {
    Child zombie = stage.pipeline().process();
    zombie.freeze();
    int before = stage.outputs().decided();
    prove(name, "it was in the middle of work", before < stage.feed().published());
    try (Instance second = stage.instance("second", Map.of(), List.of())) {
      second.start();
      stage.await(
          () -> stage.outputs().decided() == stage.feed().published(), "another takes the lane");
      settle(second);
      zombie.thaw();
      stage.feed().publish(PORTION);
      stage.awaitDecided();
      settle(second);
    }
  }

  private void hold() {
    Waiting.sleep(1_000L * seconds);
  }

  private void prove(String name, String what, boolean holds) {
    if (!holds) {
      broken.add(name + ": " + what);
    }
  }

  /** The longest time without new output. */
  private double stallSeconds(int from) {
    List<Outputs.Seen> all = stage.outputs().all();
    long longest = 0;
    for (int i = Math.max(1, from); i < all.size(); i++) {
      longest = Math.max(longest, all.get(i).seenNanos() - all.get(i - 1).seenNanos());
    }
    return Math.round(longest / 1e8) / 10.0;
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("there is none");
    }
    return value;
  }
}
