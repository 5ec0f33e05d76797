package dev.freshet.bench;

import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.AnswerScore;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.Question;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times the scoring of questions beside the plain forward pass of the same batches: prompt, answer
 * and end token, padded, logits of every token, nothing read. The sides take turns, round by round;
 * medians are reported.
 */
@Command(name = "bench/scoring", description = "Time scoring beside the plain forward pass.")
public final class ScoringBenchmark implements Runnable {
  /** How the time of a turn is counted: a busy machine distorts the calling thread's less. */
  enum Clock {
    WALL,
    CPU
  }

  @Option(names = "--stream", defaultValue = "data/almanac.json", description = "Questions.")
  private Path stream = Path.of("");

  @Option(names = "--documents", defaultValue = "60", description = "Learned from and asked for.")
  private int documents;

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "4,16",
      description = "Questions a pass.")
  private List<Integer> batches = List.of();

  @Option(names = "--threads", defaultValue = "1", description = "Threads of an operation.")
  private int threads;

  @Option(names = "--rounds", defaultValue = "7", description = "Turns of each side.")
  private int rounds;

  @Option(names = "--clock", defaultValue = "WALL", description = "WALL, or CPU of the caller.")
  private Clock clock = Clock.WALL;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new ScoringBenchmark())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public void run() {
    Settings settings = SettingsLoader.defaults();
    Torch.start(threads);
    List<StreamItem> items = StreamItem.read(stream, documents);
    List<Question> questions = items.stream().flatMap(item -> item.questions().stream()).toList();
    try (LanguageModel base =
            LanguageModel.read(Path.of(settings.model().directory()), Torch.device("cpu"));
        BareLoop.Taught taught = BareLoop.Taught.by(base, settings, items)) {
      System.out.printf(
          "%d questions, weights after %d steps, %d threads%n",
          questions.size(), taught.steps(), threads);
      System.out.printf("%5s  %-28s %10s %8s%n", "batch", "", "ms a pass", "speed");
      for (int batch : batches) {
        compare(base, taught.parameters(), settings, questions, batch);
      }
    }
  }

  private void compare(
      LanguageModel base,
      TensorTree weights,
      Settings settings,
      List<Question> questions,
      int batch) {
    AnswerScorer scorer = new AnswerScorer(base, settings.evaluator().maxAnswerTokens(), batch);
    List<String> guesses =
        scorer.score(base.parameters(), questions).stream().map(AnswerScore::answer).toList();
    List<List<Question>> passes = cut(questions, batch);
    List<List<String>> guessed = cut(guesses, batch);
    List<int[][]> rows =
        passes.stream()
            .map(pass -> pass.stream().map(question -> ids(base, question)).toArray(int[][]::new))
            .toList();
    Map<String, Runnable> sides = new LinkedHashMap<>();
    sides.put("plain forward", () -> rows.forEach(pass -> forward(base, weights, pass)));
    sides.put("likelihoods", () -> passes.forEach(pass -> scorer.nll(weights, pass)));
    sides.put(
        "with answers, guessed",
        () -> {
          for (int i = 0; i < passes.size(); i++) {
            scorer.score(weights, passes.get(i), guessed.get(i));
          }
        });
    sides.put("with answers, no guess", () -> passes.forEach(pass -> scorer.score(weights, pass)));
    Map<String, Double> seconds = medians(sides);
    double plain = seconds.values().iterator().next();
    seconds.forEach(
        (name, time) ->
            System.out.printf(
                Locale.ROOT,
                "%5d  %-28s %10.2f %7.0f%%%n",
                batch,
                name,
                1e3 * time / passes.size(),
                100 * plain / time));
  }

  private Map<String, Double> medians(Map<String, Runnable> sides) {
    Map<String, double[]> turns = new LinkedHashMap<>();
    sides.forEach(
        (name, side) -> {
          side.run(); // warms it
          turns.put(name, new double[rounds]);
        });
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Runnable> side : sides.entrySet()) {
        long begin = now();
        side.getValue().run();
        turns.getOrDefault(side.getKey(), new double[0])[round] = (now() - begin) / 1e9;
      }
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    turns.forEach(
        (name, times) -> {
          Arrays.sort(times);
          medians.put(name, times[times.length / 2]);
        });
    return medians;
  }

  private long now() {
    return clock == Clock.WALL
        ? System.nanoTime()
        : ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static <T> List<List<T>> cut(List<T> all, int size) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from + size <= all.size(); from += size) {
      parts.add(all.subList(from, from + size));
    }
    return parts;
  }

  private static int[] ids(LanguageModel model, Question question) {
    String prompt = model.questions().promptFor(question.text());
    String answer = model.questions().answerPrefix() + question.answers().get(0);
    int[] ids = model.tokenizer().encode(prompt + answer).ids();
    int[] ended = Arrays.copyOf(ids, ids.length + 1);
    ended[ids.length] = model.config().endTokens().get(0);
    return ended;
  }

  private static void forward(LanguageModel model, TensorTree weights, int[][] rows) {
    int longest = Arrays.stream(rows).mapToInt(row -> row.length).max().orElse(0);
    int[] padded = new int[rows.length * longest];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, padded, i * longest, rows[i].length);
    }
    try (Scope scope = Scope.on(model.device())) {
      model.decoder().logits(weights, Tensor.of(padded, rows.length, longest));
    }
  }
}
