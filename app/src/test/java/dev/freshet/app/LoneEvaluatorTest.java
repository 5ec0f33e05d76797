package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.adapter.LaneWeights;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.streams.InstanceId;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.Question;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Topology: a learner and its broker in this process, with a mirror and without an evaluator; an
 * evaluator by itself in another process, which shares topics and mirror with it and nothing else.
 */
class LoneEvaluatorTest {
  private static final int DOCUMENTS = 8;
  private static final int EVERY = 2;
  private static final long PATIENCE_SECONDS = 240;

  @TempDir Path folder;

  private Path model;
  private Path stream;
  private Path mirror;
  private List<String> settings;

  @BeforeEach
  void prepare() throws IOException {
    model = TinyModel.in(folder.resolve("model"));
    stream = SmallStream.in(folder.resolve("stream.json"), DOCUMENTS);
    mirror = folder.resolve("mirror");
    settings =
        List.of(
            "model.directory=" + model,
            "adapter.optimizer=sgd",
            "adapter.weighting=uniform",
            "adapter.anchor.weight=0",
            "adapter.learning-rate=0.01",
            "checkpoint.every=" + EVERY,
            "checkpoint.keep=20",
            "evaluator.reference=" + stream,
            "evaluator.lags=0,2");
  }

  private List<String> and(String... more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void anotherProcessScoresEveryProbeAsThisOneWouldHaveAtTheStepsOfTheCheckpoints()
      throws Exception {
    Path state = folder.resolve("learner");
    List<UptakeRow> rows = new ArrayList<>();
    // Right after their document, and those whose document is two steps from the end or more.
    int due = 2 * DOCUMENTS + 2 * (DOCUMENTS - 2);
    try (Opened learner =
        Opened.on(state, and("evaluator.enabled=false", "checkpoint.mirror=" + mirror))) {
      Process evaluator = evaluator(learner.pipeline().cluster().bootstrapServers());
      try {
        assertThat(Run.of("ingest", stream, "--state", state).code()).isEqualTo(ExitCode.OK);
        await(
            () -> {
              learner.pipeline().check();
              return !evaluator.isAlive() || learner.uptake().size() >= due;
            });
        assertThat(evaluator.isAlive()).as(said()).isTrue();
        rows.addAll(learner.uptake());
        evaluator.destroy();
        assertThat(evaluator.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(evaluator.exitValue()).as(said()).isEqualTo(ExitCode.INTERRUPTED.status());
      } finally {
        evaluator.destroyForcibly();
      }
      assertThat(rows).hasSize(due);
      assertThat(rows)
          .allSatisfy(
              row -> {
                long whole = (row.stepAsked() + EVERY - 1) / EVERY * EVERY;
                assertThat(row.stepScored()).as(row.toString()).isEqualTo(whole);
              });
      assertScoredOnTheStoredWeights(learner.pipeline().checkpoints(), rows);
    }
    assertThat(folder.resolve("evaluator/checkpoints")).doesNotExist();
    assertAgrees(rows, scoredInOneProcess(due));
  }

  private Process evaluator(String bootstrap) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Freshet.class.getName()));
    command.addAll(List.of("run", "--only-evaluate", "--bootstrap-server", bootstrap));
    command.addAll(List.of("--state", folder.resolve("evaluator").toString()));
    and("checkpoint.mirror=" + mirror, "http.port=0")
        .forEach(setting -> command.addAll(List.of("--set", setting)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"));
  }

  private static void await(BooleanSupplier done) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(200);
    }
  }

  /** The learner's own store says the weights, and a scorer that knows no mirror their NLL. */
  private void assertScoredOnTheStoredWeights(CheckpointStore store, List<UptakeRow> rows) {
    try (LanguageModel base = Opened.context(folder.resolve("unused"), settings).openModel(null)) {
      AnswerScorer scorer = new AnswerScorer(base, 16, 16);
      for (Manifest manifest : store.manifests("main")) {
        List<UptakeRow> here =
            rows.stream().filter(row -> row.stepScored() == manifest.step()).toList();
        if (here.isEmpty()) {
          continue;
        }
        try (LaneWeights weights = LaneWeights.of(store.read(manifest), base.device())) {
          double[] nll =
              scorer.nll(
                  weights.parameters(),
                  here.stream()
                      .map(
                          row ->
                              new Question(
                                  row.question(), List.of(row.answer()), Question.Form.QUESTION))
                      .toList());
          for (int i = 0; i < nll.length; i++) {
            assertThat(here.get(i).nllNow()).isCloseTo(nll[i], within(1e-4));
          }
        }
      }
    }
  }

  /** The rows of the same stream where learner and evaluator are one process. */
  private List<UptakeRow> scoredInOneProcess(int due) throws Exception {
    Path state = folder.resolve("together");
    try (Opened together = Opened.on(state, settings)) {
      assertThat(Run.of("ingest", stream, "--state", state).code()).isEqualTo(ExitCode.OK);
      await(
          () -> {
            together.pipeline().check();
            return together.uptake().size() >= due;
          });
      return together.uptake();
    }
  }

  private static void assertAgrees(List<UptakeRow> apart, List<UptakeRow> together) {
    Function<UptakeRow, String> key = row -> row.probeId() + " at " + row.stepScored();
    Map<String, UptakeRow> known = together.stream().collect(Collectors.toMap(key, row -> row));
    List<UptakeRow> shared =
        apart.stream().filter(row -> known.containsKey(key.apply(row))).toList();
    // Documents of every second step, right after it and two steps on.
    assertThat(shared).hasSizeGreaterThanOrEqualTo(2 * 4 + 2 * 3);
    for (UptakeRow row : shared) {
      UptakeRow other = Objects.requireNonNull(known.get(key.apply(row)));
      assertThat(row.nllNow()).as(key.apply(row)).isCloseTo(other.nllNow(), within(1e-4));
      assertThat(row.nllBase()).isCloseTo(other.nllBase(), within(1e-4));
      assertThat(row.answerNow()).isEqualTo(other.answerNow());
    }
  }

  @Test
  void whatIsMissingIsToldInOneLineBeforeAnythingStarts() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    String where = "--bootstrap-server=127.0.0.1:9";
    assertRefused("none is set", where);
    assertRefused("is not there", where, "--set", "checkpoint.mirror=" + mirror);
    assertRefused("is not there", where, "--set", "checkpoint.mirror=" + file);
    assertRefused("none is named", "--set", "checkpoint.mirror=" + Files.createDirectory(mirror));
    assertThat(folder.resolve("evaluator")).doesNotExist();
    assertThat(Run.of("run", "--only-evaluate", "--no-evaluate").code()).isEqualTo(ExitCode.USAGE);
  }

  private void assertRefused(String saying, String... more) {
    List<Object> command = new ArrayList<>(List.of("run", "--only-evaluate"));
    command.addAll(List.of("--state", folder.resolve("evaluator")));
    command.addAll(List.of(more));
    Run run = Run.of(command.toArray());
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run.err()).contains(saying).doesNotContain("Exception");
    assertThat(run.errLines()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void nobodyScoresBesideALearnerThatScoresItself() {
    try (Opened learner = Opened.on(folder.resolve("learner"), settings);
        InstanceId other = InstanceId.hold(folder.resolve("evaluator"))) {
      CommandContext context = Opened.context(folder.resolve("evaluator"), settings);
      Cluster cluster = learner.pipeline().cluster();
      assertThatThrownBy(
              () -> EvaluatorGroup.ALONE.requireNoOther(cluster, context, other, Duration.ZERO))
          .isInstanceOfSatisfying(
              FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION))
          .hasMessageContaining("scores too");
      EvaluatorGroup.BESIDE.requireNoOther(cluster, context, other, Duration.ZERO);
    }
  }
}
