package dev.freshet.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.decoder.Attention;
import dev.freshet.learner.gradient.Schedule;
import dev.freshet.learner.gradient.Sgd;
import dev.freshet.learner.step.Guards;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.step.StepOutcome;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.weighting.BodyConfig;
import dev.freshet.learner.weighting.CamelsHeadNetwork;
import dev.freshet.learner.weighting.CamelsNetwork;
import dev.freshet.learner.weighting.NetworkWeighting;
import dev.freshet.learner.weighting.Rho1Weighting;
import dev.freshet.learner.weighting.StoredNetwork;
import dev.freshet.learner.weighting.TfidfWeighting;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.UniformWeighting;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Torch;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times a step under each weighting beside a uniform one. They take turns in one process, document
 * by document, so that a slow minute of the machine hits all; medians are reported. What a network
 * weighs does not change its time, so its parameters are fresh.
 */
@Command(name = "bench/weighting", description = "Time a step under each token weighting.")
public final class WeightingBenchmark implements Runnable {
  @Option(names = "--model", defaultValue = "models/freshet-base", description = "The base.")
  private Path model = Path.of("");

  @Option(names = "--tokens", defaultValue = "256", description = "Of the document.")
  private int tokens;

  @Option(names = "--threads", defaultValue = "1", description = "Of the engine.")
  private int threads;

  @Option(names = "--rounds", defaultValue = "60", description = "Steps of each, after 15 more.")
  private int rounds;

  @Option(names = "--output", defaultValue = "table", description = "table or json.")
  private String output = "";

  @Option(
      names = "--cpu",
      description =
          "Count the processor time of the computing thread, which a busy machine lengthens less"
              + " than the clock's; with --threads 1.")
  private boolean processor;

  private static final int WARM_UP = 15;

  private record Timed(String name, TokenWeighting weighting, double[] seconds) {
    double median() {
      double[] sorted = seconds.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new WeightingBenchmark()).execute(arguments));
  }

  @Override
  public void run() {
    Torch.start(threads);
    try (LanguageModel base = LanguageModel.read(model, Torch.device("cpu"))) {
      Map<String, TokenWeighting> weightings = weightings(base);
      Map<String, Double> medians = medians(base, weightings);
      weightings.values().forEach(TokenWeighting::close);
      print(medians);
    }
  }

  private static Map<String, TokenWeighting> weightings(LanguageModel base) {
    int vocabulary = base.config().vocabulary();
    Map<String, TokenWeighting> weightings = new LinkedHashMap<>();
    weightings.put("uniform", new UniformWeighting());
    weightings.put("tfidf", new TfidfWeighting());
    weightings.put("rho1", Rho1Weighting.against(base));
    BodyConfig body = new BodyConfig(vocabulary, 128, 2, 4, 256, 256);
    weightings.put("camels", fresh(base, CamelsNetwork.camels(body, Attention.CAUSAL, 128)));
    int width = base.config().width();
    weightings.put("camels-head", fresh(base, new CamelsHeadNetwork(width, 0, 128)));
    weightings.put("camels-head, block", fresh(base, new CamelsHeadNetwork(width, 96, 128)));
    return weightings;
  }

  private static TokenWeighting fresh(LanguageModel base, StoredNetwork network) {
    try (Scope scope = Scope.on(base.device())) {
      return new NetworkWeighting(network, network.initialise(1));
    }
  }

  private Map<String, Double> medians(LanguageModel base, Map<String, TokenWeighting> weightings) {
    WeightedStep step =
        new WeightedStep(base.decoder(), new Sgd(Schedule.constant(1e-3)), Guards.FINITE);
    EncodedText document = document(base);
    List<Timed> all =
        weightings.entrySet().stream()
            .map(entry -> new Timed(entry.getKey(), entry.getValue(), new double[rounds]))
            .toList();
    for (int round = -WARM_UP; round < rounds; round++) {
      for (Timed timed : all) {
        double took = seconds(base, step, timed.weighting(), document);
        if (round >= 0) {
          timed.seconds()[round] = took;
        }
      }
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    all.forEach(timed -> medians.put(timed.name(), timed.median()));
    return medians;
  }

  private double seconds(
      LanguageModel base, WeightedStep step, TokenWeighting weighting, EncodedText document) {
    try (Scope scope = Scope.on(base.device())) {
      Learned before = step.initial(base.parameters(), weighting);
      long begin = nanos();
      StepOutcome outcome = step.take(before, weighting, List.of(document));
      double took = (nanos() - begin) / 1e9;
      if (!(outcome instanceof StepOutcome.Taken)) {
        throw new IllegalStateException("no step was taken with " + weighting.name());
      }
      return took;
    }
  }

  private long nanos() {
    return processor
        ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  /** Words of four letters drawn at random, as many as give the tokens. */
  private EncodedText document(LanguageModel base) {
    CounterRandom random = new CounterRandom(1, 1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4 * tokens; i++) {
      text.append((char) ('a' + random.nextInt(26))).append(i % 4 == 3 ? " " : "");
    }
    EncodedText whole = base.tokenizer().encode(text.toString());
    return new EncodedText(
        whole.text(),
        Arrays.copyOf(whole.ids(), tokens),
        Arrays.copyOf(whole.starts(), tokens),
        Arrays.copyOf(whole.ends(), tokens));
  }

  private void print(Map<String, Double> medians) {
    double uniform = medians.getOrDefault("uniform", Double.NaN);
    if (output.equals("json")) {
      ObjectNode json = new ObjectMapper().createObjectNode();
      json.put("tokens", tokens).put("threads", threads).put("rounds", rounds);
      ObjectNode all = json.putObject("weightings");
      medians.forEach(
          (name, median) ->
              all.putObject(name).put("ms", 1e3 * median).put("ratio", median / uniform));
      System.out.println(json.toPrettyString());
      return;
    }
    System.out.printf(Locale.ROOT, "%-20s%10s%10s%n", "weighting", "ms", "ratio");
    medians.forEach(
        (name, median) ->
            System.out.printf(
                Locale.ROOT, "%-20s%10.2f%10.3f%n", name, 1e3 * median, median / uniform));
  }
}
