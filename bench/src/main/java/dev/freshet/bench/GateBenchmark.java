package dev.freshet.bench;

import dev.freshet.config.GateSettings;
import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.evaluation.Bootstrap;
import dev.freshet.learner.evaluation.Interval;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.Gate;
import dev.freshet.learner.gate.NoveltyGate;
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
 * What the gate adds to a step. Three learners learn the same documents, one without a gate, one
 * that observes, one that judges before it learns (and lets everything in, so that all take the
 * same steps); document by document, in turns. Time is the thread's own, on one core.
 */
@Command(name = "bench/gate", description = "Time a step with and without the gate.")
public final class GateBenchmark implements Runnable {
  private static final int WARM_DOCUMENTS = 30;
  private static final long SEED = 1;

  @Option(names = "--stream", defaultValue = "data/almanac.json", description = "Documents.")
  private Path stream = Path.of("");

  @Option(names = "--documents", defaultValue = "200", description = "The first so many.")
  private int documents;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new GateBenchmark()).execute(arguments));
  }

  @Override
  public void run() {
    Settings settings =
        new SettingsLoader()
            .override(Map.of("model.threads", "1", "gate.warm-up", "100000"))
            .load();
    List<StreamItem> items = StreamItem.read(stream, documents);
    try (LanguageModel base = TimedLearner.open(settings)) {
      Map<String, Gate> gates = new LinkedHashMap<>();
      gates.put("none", Gate.OPEN);
      gates.put("observe", gate(GateSettings.Policy.OBSERVE, settings.gate(), base));
      gates.put("strict", gate(GateSettings.Policy.STRICT, settings.gate(), base));
      Map<String, double[]> nanos = measure(base, settings, gates, items);
      print(nanos);
    }
  }

  private static Gate gate(GateSettings.Policy policy, GateSettings gate, LanguageModel base) {
    return new NoveltyGate(
        new GateSettings(
            policy,
            gate.topics(),
            gate.falseQuarantine(),
            gate.warmUp(),
            gate.knownLoss(),
            gate.rememberedTopics(),
            gate.shelf()),
        base.config().width());
  }

  /** The time of each step after the first ones, which warm caches and compiler. */
  private static Map<String, double[]> measure(
      LanguageModel base, Settings settings, Map<String, Gate> gates, List<StreamItem> items) {
    Map<String, TimedLearner> learners = new LinkedHashMap<>();
    Map<String, double[]> nanos = new LinkedHashMap<>();
    try {
      gates.forEach(
          (name, gate) -> {
            learners.put(name, new TimedLearner(base, settings, gate));
            nanos.put(name, new double[Math.max(0, items.size() - WARM_DOCUMENTS)]);
          });
      List<String> names = List.copyOf(gates.keySet());
      for (int i = 0; i < items.size(); i++) {
        Candidate candidate = TimedLearner.candidate(base, items.get(i).document());
        for (int turn = 0; turn < names.size(); turn++) {
          // Whoever comes second finds warmer caches: they take turns in that, too.
          String name = names.get((i + turn) % names.size());
          long taken = present(learners, name).take(candidate);
          if (i >= WARM_DOCUMENTS) {
            present(nanos, name)[i - WARM_DOCUMENTS] = taken;
          }
        }
      }
      requireEqualWeights(learners);
    } finally {
      learners.values().forEach(TimedLearner::close);
    }
    return nanos;
  }

  private static void requireEqualWeights(Map<String, TimedLearner> learners) {
    if (learners.values().stream().map(TimedLearner::digest).distinct().count() != 1) {
      throw new IllegalStateException("the sides end in different weights: nothing is compared");
    }
  }

  private static <T> T present(Map<String, T> map, String name) {
    T value = map.get(name);
    if (value == null) {
      throw new AssertionError(name);
    }
    return value;
  }

  private void print(Map<String, double[]> nanos) {
    double[] none = present(nanos, "none");
    System.out.printf(Locale.ROOT, "%-8s %10s %8s   %s%n", "gate", "ms a step", "ratio", "95 %");
    nanos.forEach(
        (name, own) -> {
          Interval interval =
              new Bootstrap(SEED, 1)
                  .crossed95(own.length, 1, (drawn, once) -> sum(own, drawn) / sum(none, drawn));
          System.out.printf(
              Locale.ROOT,
              "%-8s %10.2f %8.4f   %s%n",
              name,
              Arrays.stream(own).sum() / own.length / 1e6,
              Arrays.stream(own).sum() / Arrays.stream(none).sum(),
              interval == null
                  ? "-"
                  : String.format(Locale.ROOT, "%.4f to %.4f", interval.low(), interval.high()));
        });
  }

  private static double sum(double[] values, int[] drawn) {
    return Arrays.stream(drawn).mapToDouble(i -> values[i]).sum();
  }
}
