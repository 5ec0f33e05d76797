package dev.freshet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.config.AdapterSettings;
import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.evaluation.Bootstrap;
import dev.freshet.learner.evaluation.Interval;
import dev.freshet.learner.gradient.Chain;
import dev.freshet.learner.gradient.Transformations;
import dev.freshet.learner.meta.Adjoint;
import dev.freshet.learner.meta.FiniteDifference;
import dev.freshet.learner.meta.InnerLoop;
import dev.freshet.learner.meta.OuterLoss;
import dev.freshet.learner.pretraining.CorpusReader;
import dev.freshet.learner.scoring.AnswerRow;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.scoring.RankAuc;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What weights of tokens have to learn from: -dL/dw_t after one step with uniform weights on a
 * document, L being the outer loss of meta-training with the questions about the document's own
 * news. Means over tokens, with percentile bootstrap intervals over documents.
 */
@Command(name = "bench/credit", description = "What a unit of weight on each token is worth.")
public final class CreditBenchmark implements Runnable {
  private static final int MOST_UNRELATED = 2000;

  @Option(names = "--in", required = true, description = "A chronicle.")
  private Path in = Path.of("");

  @Option(names = "--unrelated", required = true, description = "A plain text file.")
  private Path unrelated = Path.of("");

  @Option(names = "--learning-rate", defaultValue = "1e-3", description = "Of the step.")
  private String rate = "";

  @Option(names = "--locality", defaultValue = "25", description = "c of the outer loss.")
  private double locality;

  @Option(names = "--seed", defaultValue = "1", description = "Of texts and resamples.")
  private long seed;

  /** What a token is. */
  private enum Kind {
    ANSWER,
    OTHER_NEWS,
    NO_NEWS
  }

  /** Credits of one document by kind: their sum, and how many. */
  private record Credits(Map<Kind, double[]> sums) {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CreditBenchmark()).execute(arguments));
  }

  @Override
  public void run() {
    Settings settings =
        new SettingsLoader()
            .override(
                Map.of(
                    "model.threads", "1",
                    "model.directory", "models/freshet-base",
                    "adapter.learning-rate", rate))
            .load();
    try (LanguageModel base = TimedLearner.open(settings);
        Scope scope = Scope.on(base.device())) {
      List<int[]> texts = texts(base);
      CounterRandom random = new CounterRandom(seed, 0);
      Learner learner = new Learner(base, settings.adapter());
      List<Credits> documents = new ArrayList<>();
      List<Double> all = new ArrayList<>();
      BitSet news = new BitSet();
      for (JsonNode json : documents()) {
        List<AnswerRow> questions = questions(base, json);
        if (questions.isEmpty()) {
          continue;
        }
        EncodedText text = base.tokenizer().encode(json.path("text").asText());
        double[] credit =
            learner.credit(text.ids(), questions, texts.get(random.nextInt(texts.size())));
        Map<Kind, double[]> sums = new EnumMap<>(Kind.class);
        for (int t = 0; t < credit.length; t++) {
          Kind kind = kind(json, text.starts()[t + 1], text.ends()[t + 1]);
          double[] sum = sums.computeIfAbsent(kind, k -> new double[2]);
          sum[0] += credit[t];
          sum[1]++;
          news.set(all.size(), kind != Kind.NO_NEWS);
          all.add(credit[t]);
        }
        documents.add(new Credits(sums));
      }
      print(documents, all, news);
    }
  }

  /** Takes a step from the base and walks back. */
  private final class Learner {
    private final LanguageModel base;
    private final Chain chain;
    private final FiniteDifference difference = new FiniteDifference();

    Learner(LanguageModel base, AdapterSettings settings) {
      this.base = base;
      this.chain = Chain.of(Transformations.trainable(settings, base::preconditioner));
    }

    double[] credit(int[] ids, List<AnswerRow> questions, int[] text) {
      double[] ones = new double[ids.length - 1];
      Arrays.fill(ones, 1);
      InnerLoop loop = new InnerLoop(base.decoder(), chain);
      try (Scope scope = Scope.nested();
          InnerLoop.Trajectory trajectory =
              loop.take(loop.initial(base.parameters()), List.of(ids), input -> ones)) {
        OuterLoss.Slope slope =
            new OuterLoss(base.decoder(), locality)
                .slope(base.parameters(), trajectory.end().parameters(), questions, text);
        double[] derivative =
            new Adjoint(chain, difference, true)
                .pullBack(trajectory, slope.gradient(), new Adjoint.Wanted(true, false, false))
                .byWeight()
                .get(0);
        return Arrays.stream(derivative).map(d -> -d).toArray();
      }
    }
  }

  private List<int[]> texts(LanguageModel base) {
    List<int[]> texts = new ArrayList<>();
    CorpusReader.read(
        unrelated,
        document -> {
          int[] ids = base.tokenizer().encode(document.text()).ids();
          if (ids.length >= 32 && texts.size() < MOST_UNRELATED) {
            texts.add(Arrays.copyOf(ids, Math.min(ids.length, base.config().context())));
          }
        });
    return texts;
  }

  private List<JsonNode> documents() {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> documents = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(in)) {
        documents.add(mapper.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  private static List<AnswerRow> questions(LanguageModel base, JsonNode document) {
    List<AnswerRow> rows = new ArrayList<>();
    for (JsonNode probe : document.path("probes")) {
      if (probe.path("kind").asText().equals("new")) {
        rows.add(
            AnswerRow.of(
                base,
                new Question(
                    probe.path("question").asText(),
                    List.of(probe.path("answers").path(0).asText()))));
      }
    }
    return rows;
  }

  private static Kind kind(JsonNode document, int from, int to) {
    String text = document.path("text").asText();
    for (JsonNode span : document.path("news")) {
      int start = span.path("start").asInt();
      int end = span.path("end").asInt();
      if (start >= to || from >= end) {
        continue;
      }
      for (JsonNode probe : document.path("probes")) {
        String answer = probe.path("answers").path(0).asText();
        int at = text.indexOf(answer, start);
        if (probe.path("kind").asText().equals("new")
            && at >= 0
            && at + answer.length() <= end
            && at < to
            && from < at + answer.length()) {
          return Kind.ANSWER;
        }
      }
      return Kind.OTHER_NEWS;
    }
    return Kind.NO_NEWS;
  }

  private void print(List<Credits> documents, List<Double> all, BitSet news) {
    Map<Kind, String> names = new LinkedHashMap<>();
    names.put(Kind.ANSWER, "an answer");
    names.put(Kind.OTHER_NEWS, "another token of a news sentence");
    names.put(Kind.NO_NEWS, "anything else");
    Bootstrap bootstrap = new Bootstrap(seed, 2);
    List<String> each = IntStream.range(0, documents.size()).mapToObj(Integer::toString).toList();
    System.out.printf("%-34s %7s  %s%n", "token", "tokens", "credit, nats [95 %]");
    names.forEach(
        (kind, name) -> {
          Interval interval =
              bootstrap.interval95(
                  each,
                  drawn -> mean(kind, Arrays.stream(drawn).mapToObj(documents::get).toList()));
          System.out.printf(
              Locale.ROOT,
              "%-34s %7.0f  %+.4f [%+.4f, %+.4f]%n",
              name,
              documents.stream().mapToDouble(d -> of(d, kind)[1]).sum(),
              mean(kind, documents),
              interval == null ? Double.NaN : interval.low(),
              interval == null ? Double.NaN : interval.high());
        });
    boolean[] marks = new boolean[all.size()];
    news.stream().forEach(i -> marks[i] = true);
    double[] scores = all.stream().mapToDouble(Double::doubleValue).toArray();
    System.out.printf(
        Locale.ROOT,
        "%d documents; AUC of the credit against news, by tokens: %.3f%n",
        documents.size(),
        RankAuc.of(scores, marks));
  }

  private static double mean(Kind kind, List<Credits> documents) {
    double sum = documents.stream().mapToDouble(d -> of(d, kind)[0]).sum();
    return sum / documents.stream().mapToDouble(d -> of(d, kind)[1]).sum();
  }

  private static double[] of(Credits document, Kind kind) {
    return document.sums().getOrDefault(kind, new double[2]);
  }
}
