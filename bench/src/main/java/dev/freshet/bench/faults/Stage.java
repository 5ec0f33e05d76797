package dev.freshet.bench.faults;

import dev.freshet.ingest.records.Adaptation;
import dev.freshet.state.Manifest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a suite plays its faults on: a broker and a pipeline as processes, one stream of documents
 * between them, and a reader of all that is committed. It is also the pipeline's supervisor.
 *
 * <p>After the last fault everything that stood is compared with the {@link Oracle}.
 */
final class Stage implements AutoCloseable {
  /** Steps between two checkpoints. */
  static final int EVERY = 5;

  private static final int MOST_RESTARTS = 5;

  private final Path folder;
  private final PrintStream progress;
  private final Random random;
  private final Texts texts;
  private final Path model;
  private final Setup setup;
  private final @Nullable TcpProxy proxy;
  private final BrokerChild broker;
  private final List<Instance> instances = new ArrayList<>();
  private final Feed feed;
  private final Outputs outputs;
  private final List<Settled> settled = new ArrayList<>();
  private Instance pipeline;
  private int restarts;

  /**
   * What stood when the lane had caught up.
   *
   * @param faults that it answers for
   */
  private record Settled(int faults, long step, String digest) {}

  /**
   * The run beside the oracle.
   *
   * @param settled faults after which the weights were taken down
   * @param digestEqual those of them after which they were the oracle's, bit for bit
   */
  record Outcome(int settled, int digestEqual, Comparison outputs, int documents, int restarts) {}

  /**
   * How a stage is set up.
   *
   * @param settings of every instance, and of the oracle
   * @param launch of the first
   */
  record Setup(Map<String, String> settings, Instance.Launch launch, boolean proxied) {}

  private Stage(Path folder, long seed, Setup setup, PrintStream progress) throws IOException {
    this.folder = folder;
    this.setup = setup;
    this.progress = progress;
    random = new Random(seed);
    texts = Texts.bundled();
    model = SmallModel.in(folder.resolve("model"), texts.whole());
    proxy = setup.proxied() ? TcpProxy.open() : null;
    broker = BrokerChild.start(folder.resolve("broker"), proxy == null ? 0 : proxy.port());
    if (proxy != null) {
      proxy.leadTo(broker.port());
    }
    pipeline = instance("pipeline", setup.launch());
    start();
    await(() -> pipeline.process().hasPrinted("running on"), "the pipeline starts");
    feed = new Feed(broker.servers(), pipeline.documents(), texts);
    outputs = new Outputs(broker.servers(), pipeline.adaptations());
  }

  /** Sets everything up in an empty folder; returns when the pipeline runs. */
  static Stage open(Path folder, long seed, Setup setup, PrintStream progress) throws IOException {
    return new Stage(folder, seed, setup, progress);
  }

  /** Another pipeline on the same topics, with a state folder of its own; ends with the stage. */
  Instance instance(String name, Instance.Launch launch) {
    Instance made =
        new Instance(
            folder.resolve(name), broker.servers(), "freshet.", model, setup.settings(), launch);
    made.set("checkpoint.every", Integer.toString(EVERY));
    made.set("checkpoint.keep", "3");
    instances.add(made);
    return made;
  }

  /** Has another instance be the one that is started again when it ends. */
  void supervise(Instance instance) {
    pipeline = instance;
  }

  Path folder() {
    return folder;
  }

  BrokerChild broker() {
    return broker;
  }

  Instance pipeline() {
    return pipeline;
  }

  TcpProxy proxy() {
    if (proxy == null) {
      throw new IllegalStateException("nothing stands between pipeline and broker");
    }
    return proxy;
  }

  Feed feed() {
    return feed;
  }

  Outputs outputs() {
    return outputs;
  }

  Random random() {
    return random;
  }

  PrintStream progress() {
    return progress;
  }

  /** Starts the pipeline where it does not run. */
  void start() {
    if (!pipeline.isAlive()) {
      // Reports wait for each other, or do not: it must not matter.
      pipeline.set("adapter.commit-interval", random.nextBoolean() ? "0s" : "200ms");
      pipeline.start();
    }
  }

  Manifest newestCheckpoint() {
    return pipeline.checkpoints().get(0);
  }

  void awaitDecided() {
    await(() -> outputs.decided() == feed.published(), "every document is decided");
  }

  /** Waits as a supervisor does: a pipeline that ends by itself is started again, a few times. */
  void await(BooleanSupplier condition, String what) {
    int before = restarts;
    Waiting.until(
        () -> {
          if (!pipeline.isAlive()) {
            restarts++;
            if (restarts - before > MOST_RESTARTS) {
              throw new IllegalStateException("it ends again and again: " + said());
            }
            progress.println("starting again what ended with: " + said());
            start();
          }
          return condition.getAsBoolean();
        },
        Waiting.PATIENCE,
        what);
  }

  private String said() {
    return pipeline.process().said().strip();
  }

  /** Takes down the newest checkpoint of an instance as what stood after so many faults. */
  void settle(Instance instance, int faults) {
    settle(instance.checkpoints().get(0), faults);
  }

  /** Takes down a checkpoint as what stood after so many faults. */
  void settle(Manifest newest, int faults) {
    settled.add(new Settled(faults, newest.step(), newest.weightsDigest()));
  }

  /** Stops the pipeline, runs the oracle over the same documents, and compares. */
  Outcome compared() {
    instances.forEach(Instance::close);
    progress.println("running the oracle over " + feed.published() + " documents");
    Oracle oracle =
        Oracle.of(
            folder.resolve("oracle"),
            broker.servers(),
            model,
            setup.settings(),
            texts,
            feed.published());
    List<Adaptation> run = outputs.all().stream().map(Outputs.Seen::adaptation).toList();
    int equal =
        settled.stream()
            .filter(state -> state.digest().equals(oracle.digests().get(state.step())))
            .mapToInt(Settled::faults)
            .sum();
    return new Outcome(
        settled.stream().mapToInt(Settled::faults).sum(),
        equal,
        Comparison.of(run, oracle.adaptations()),
        feed.published(),
        restarts);
  }

  @Override
  public void close() {
    outputs.close();
    feed.close();
    instances.forEach(Instance::close);
    broker.close();
    if (proxy != null) {
      proxy.close();
    }
  }
}
