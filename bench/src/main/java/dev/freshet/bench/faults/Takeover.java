package dev.freshet.bench.faults;

import dev.freshet.config.FaultPoint;
import dev.freshet.state.CheckpointMirror;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Two instances and one lane. The one that holds it is stopped past its session, at the moment when
 * its reports are forwarded and not committed; the other takes the lane and goes on. Then the first
 * goes on too, and its next call is that commit. At last the other is killed, and the lane is given
 * back.
 *
 * <p>Who is in the group is asked of the broker. Both instances write the same mirror.
 */
final class Takeover implements AutoCloseable {
  private static final long LOOK_MILLIS = 1_000;

  private final Stage stage;
  private final Proof proof;
  private final Player first;
  private final Player second;
  private final Admin admin;

  /** Hears what was to hold, and whether it did. */
  @FunctionalInterface
  interface Proof {
    void that(String what, boolean holds);
  }

  /** An instance, and where it can be made to stand. */
  private record Player(Instance instance, Drill drill) {

    boolean stands() {
      return drill.isAt(FaultPoint.REPORT, instance.process().pid());
    }
  }

  /**
   * @param drill of the stage's pipeline
   */
  Takeover(Stage stage, Drill drill, Proof proof) {
    this.stage = stage;
    this.proof = proof;
    first = new Player(stage.pipeline(), drill);
    Drill another = drillIn(stage.folder().resolve("second-drill"));
    second = new Player(stage.instance("second", Instance.Launch.with(another.flags())), another);
    admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stage.broker().servers()));
  }

  private static Drill drillIn(Path folder) {
    try {
      return new Drill(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where both instances mirror their checkpoints. */
  static Path mirror(Path folder) {
    return folder.resolve("mirror");
  }

  /**
   * Plays it; afterwards the stage's pipeline is the one that was stopped.
   *
   * @param portion documents for each act
   */
  Map<String, Object> play(int portion) {
    second.instance().start();
    stage.await(() -> second.instance().process().hasPrinted("running on"), "the second starts");
    stage.await(() -> members().size() == 2, "the second instance joins");
    Player held = freezeAmidCommit(portion);
    Instance zombie = held.instance();
    Instance heir = held.equals(first) ? second.instance() : first.instance();
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("takeoverSeconds", takeoverSeconds(zombie));
    stage.settle(heir, 1);
    seen.put("zombie", goesOn(zombie.process(), portion));
    stage.supervise(zombie);
    proof.that("the other is killed", heir.process().kill());
    stage.feed().publish(portion);
    stage.awaitDecided();
    stage.settle(zombie, 1);
    proof.that("the zombie stops cleanly", zombie.process().stop() == 130);
    proof.that("its checkpoints are whole", zombie.isWhole());
    proof.that("the other's checkpoints are whole", heir.isWhole());
    proof.that("the mirror is whole", isMirrorWhole());
    stage.start();
    return seen;
  }

  /** Stops the instance that holds the lane, which is known by its coming to a commit. */
  private Player freezeAmidCommit(int portion) {
    List<Player> players = List.of(first, second);
    players.forEach(player -> player.drill().arm(FaultPoint.REPORT, 1));
    stage.feed().publish(portion);
    stage.await(() -> players.stream().anyMatch(Player::stands), "one of them is to commit");
    Player holder = first.stands() ? first : second;
    holder.instance().process().freeze();
    players.forEach(player -> player.drill().disarm());
    return holder;
  }

  /** From the stop of the one to the first output of the other. */
  private double takeoverSeconds(Instance zombie) {
    long stopped = System.nanoTime();
    Waiting.sleep(LOOK_MILLIS);
    Outputs outputs = stage.outputs();
    int before = outputs.all().size();
    proof.that("it was amid work", outputs.decided() < stage.feed().published());
    proof.that("it was in the group", members().contains(zombie.id()));
    stage.awaitDecided();
    proof.that("its session ran out", !members().contains(zombie.id()));
    proof.that("it was stopped meanwhile", zombie.process().isStopped());
    return Math.round((outputs.all().get(before).seenNanos() - stopped) / 1e8) / 10.0;
  }

  /** Lets the zombie make its commit; returns whether it is in the group again, or has ended. */
  private String goesOn(Child zombie, int portion) {
    zombie.thaw();
    stage.feed().publish(portion);
    stage.awaitDecided();
    stage.await(() -> !zombie.isAlive() || members().size() == 2, "the zombie rejoins or ends");
    List<String> said = zombie.said().lines().filter(line -> line.startsWith("error:")).toList();
    if (zombie.isAlive()) {
      proof.that("it says nothing of an error", said.isEmpty());
      return "rejoined";
    }
    int status = zombie.await();
    proof.that("it ends with status 1", status == 1);
    proof.that("one clear line", said.size() == 1 && !zombie.said().contains("\tat "));
    return "ended with " + status + ": " + said;
  }

  /** Takes all of the mirror into an empty store, which compares every digest. */
  private boolean isMirrorWhole() {
    CheckpointMirror mirror = new CheckpointMirror(mirror(stage.folder()));
    List<Manifest> mirrored = mirror.manifests("main");
    Path empty = stage.folder().resolve("from-mirror");
    try (CheckpointStore store = CheckpointStore.open(empty, Instance.READING)) {
      int taken = mirror.adopt(store, "main", Long.MAX_VALUE);
      store.manifests("main").forEach(manifest -> stage.settle(manifest, 1));
      return taken > 0 && taken == mirrored.size();
    }
  }

  /** The instances that are in the lanes' group now. */
  private Set<String> members() {
    try {
      String group = first.instance().adapters();
      Set<String> names =
          admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
              .flatMap(described -> described.members().stream())
              .map(member -> member.groupInstanceId().orElse(""))
              .collect(Collectors.toSet());
      return Stream.of(first, second)
          .map(player -> player.instance().id())
          .filter(id -> names.stream().anyMatch(name -> name.startsWith(id)))
          .collect(Collectors.toSet());
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not say who is in the group", e);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
