package dev.freshet.bench.faults;

import dev.freshet.config.FaultPoint;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.state.Manifest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * One lane under a series of kills: {@code aim -> kill -> start again -> settle}, again and again,
 * on one stream that goes on through all of them.
 *
 * <p>Documents are published in portions, so that the lane stands still before each aim, and each
 * kill meets work. After the last kill the oracle is run, and everything committed is compared.
 */
final class CrashRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** Steps between two checkpoints, and a portion with which some checkpoints are due for sure. */
  private static final int EVERY = 5;

  private static final int PORTION = 2 * EVERY;

  /** Enough for old checkpoints to be given back from the first kill on. */
  private static final int WARM_UP = 5 * EVERY;

  /** How far the lane stands after its checkpoint before a restoration is aimed at. */
  private static final int TAIL = 3;

  private static final int MOST_RESTARTS = 5;
  private static final int START_MILLIS = 4_000;
  private static final int WORK_MILLIS = 500;

  private final Path folder;
  private final Texts texts;
  private final Path model;
  private final PrintStream progress;
  private final Random random;
  private final Drill drill;
  private final BrokerChild broker;
  private final Instance pipeline;
  private final Feed feed;
  private final Outputs outputs;

  private final List<Double> recoverySeconds = new ArrayList<>();
  private final List<Long> stepsRedone = new ArrayList<>();
  private final List<Settled> settled = new ArrayList<>();
  private int delivered;
  private int restarts;
  private int unsettled;
  private long killedNanos;
  private long killedMillis;
  private long stepsBegun;
  private int decided;

  /**
   * What stood after a kill, or after several in a row.
   *
   * @param kills that it answers for
   */
  private record Settled(int kills, long step, String digest) {}

  private CrashRun(Path folder, long seed, PrintStream progress) throws IOException {
    this.folder = folder;
    this.progress = progress;
    random = new Random(seed);
    texts = Texts.bundled();
    model = SmallModel.in(folder.resolve("model"), texts.whole());
    drill = new Drill(folder.resolve("drill"));
    broker = BrokerChild.start(folder.resolve("broker"), 0);
    pipeline =
        new Instance(
            folder.resolve("pipeline"),
            broker.servers(),
            "freshet.",
            model,
            Map.of("checkpoint.every", Integer.toString(EVERY), "checkpoint.keep", "3"),
            drill.flags());
    start();
    pipeline.awaitRunning();
    feed = new Feed(broker.servers(), pipeline.documents(), texts);
    outputs = new Outputs(broker.servers(), pipeline.adaptations());
  }

  /**
   * Delivers all kills, and compares what they left with the oracle.
   *
   * @param folder for everything, empty
   */
  static CrashResult of(Path folder, List<Aim> plan, long seed, PrintStream progress)
      throws IOException {
    try (CrashRun run = new CrashRun(folder, seed, progress)) {
      run.publish(WARM_UP);
      run.awaitDecided();
      run.stepsBegun = run.drill.count(FaultPoint.STEP);
      run.decided = run.outputs.decided();
      for (int i = 0; i < plan.size(); i++) {
        Aim next = i + 1 < plan.size() ? plan.get(i + 1) : Aim.ANYWHERE;
        run.strike(plan.get(i), next);
      }
      return run.compared(plan.size());
    }
  }

  private void strike(Aim aim, Aim next) throws IOException {
    drill.disarm();
    if (next == Aim.DURING_RESTORE) {
      leaveTail();
    }
    FaultPoint point = aim.point();
    if (point == null) {
      waitSomewhere(aim);
    } else {
      standAt(point, random.nextInt(aim.mostSkipped() + 1), aim);
    }
    boolean hit = kill(aim, point);
    drill.disarm();
    delivered += hit ? 1 : 0;
    unsettled++;
    if (next.isSecond()) {
      report(aim, hit, Double.NaN);
    } else {
      report(aim, hit, settle());
    }
  }

  /** Moves the lane some committed steps past its checkpoint. */
  private void leaveTail() {
    long past = outputs.decided() - newestCheckpoint().step();
    publish((int) Math.floorMod(TAIL - past, EVERY));
    awaitDecided();
  }

  private void standAt(FaultPoint point, int skip, Aim aim) {
    drill.arm(point, skip);
    if (aim.isSecond()) {
      start();
    } else {
      publish(PORTION);
    }
    await(() -> drill.isAt(point, pipeline.process().pid()), "the process comes to " + point);
  }

  private void waitSomewhere(Aim aim) {
    if (aim.isSecond()) {
      start();
      Waiting.sleep(random.nextInt(START_MILLIS));
    } else {
      publish(PORTION);
      Waiting.sleep(random.nextInt(WORK_MILLIS));
    }
  }

  private boolean kill(Aim aim, @org.jspecify.annotations.Nullable FaultPoint point) {
    boolean there = point == null || drill.isAt(point, pipeline.process().pid());
    killedNanos = System.nanoTime();
    killedMillis = System.currentTimeMillis();
    boolean brokerDied = aim.hitsBroker() && broker.kill();
    boolean pipelineDied = aim.hitsPipeline() && pipeline.process().kill();
    return there && brokerDied == aim.hitsBroker() && pipelineDied == aim.hitsPipeline();
  }

  /** Starts what was killed and waits until it has caught up; returns seconds to new output. */
  private double settle() {
    publish(PORTION);
    if (!pipeline.isAlive()) {
      start();
    }
    long killedAt = killedMillis;
    await(() -> outputs.firstSeenNanos(killedAt) >= 0, "new output comes");
    double seconds = (outputs.firstSeenNanos(killedAt) - killedNanos) / 1e9;
    recoverySeconds.add(seconds);
    awaitDecided();
    long begun = drill.count(FaultPoint.STEP);
    stepsRedone.add(begun - stepsBegun - (outputs.decided() - decided));
    stepsBegun = begun;
    decided = outputs.decided();
    Manifest newest = newestCheckpoint();
    settled.add(new Settled(unsettled, newest.step(), newest.weightsDigest()));
    unsettled = 0;
    return seconds;
  }

  private void start() {
    // Reports wait for each other, or do not: it must not matter.
    pipeline.set("adapter.commit-interval", random.nextBoolean() ? "0s" : "200ms");
    pipeline.start();
  }

  private Manifest newestCheckpoint() {
    return pipeline.checkpoints().get(0);
  }

  private void publish(int documents) {
    feed.publish(documents);
  }

  private void awaitDecided() {
    await(() -> outputs.decided() == feed.published(), "every document is decided");
  }

  /** Waits as a supervisor does: a process that ends by itself is started again, a few times. */
  private void await(java.util.function.BooleanSupplier condition, String what) {
    int before = restarts;
    Waiting.until(
        () -> {
          if (!pipeline.isAlive()) {
            restarts++;
            if (restarts - before > MOST_RESTARTS) {
              throw new IllegalStateException("it ends again and again: " + said());
            }
            progress.println("restarted, having ended with: " + said());
            start();
          }
          return condition.getAsBoolean();
        },
        PATIENCE,
        what);
  }

  private String said() {
    return pipeline.process().said().strip();
  }

  private CrashResult compared(int kills) {
    pipeline.process().stop();
    progress.println("running the oracle over " + feed.published() + " documents");
    Oracle oracle =
        Oracle.of(folder.resolve("oracle"), broker.servers(), model, texts, feed.published());
    List<Adaptation> run = outputs.all().stream().map(Outputs.Seen::adaptation).toList();
    Comparison comparison = Comparison.of(run, oracle.adaptations());
    int equal =
        settled.stream()
            .filter(state -> state.digest().equals(oracle.digests().get(state.step())))
            .mapToInt(Settled::kills)
            .sum();
    return new CrashResult(
        kills,
        delivered,
        equal,
        comparison,
        Quantiles.of(recoverySeconds),
        Quantiles.of(stepsRedone),
        feed.published(),
        restarts);
  }

  private void report(Aim aim, boolean hit, double seconds) {
    progress.println(
        String.format(
            Locale.ROOT,
            "%4d %-28s %-9s %s",
            delivered,
            aim.name().toLowerCase(Locale.ROOT).replace('_', ' '),
            hit ? "delivered" : "MISSED",
            Double.isNaN(seconds) ? "and again" : String.format(Locale.ROOT, "%.1f s", seconds)));
  }

  @Override
  public void close() {
    outputs.close();
    feed.close();
    pipeline.close();
    broker.close();
  }
}
