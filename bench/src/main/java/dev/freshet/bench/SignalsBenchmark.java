package dev.freshet.bench;

import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.Limits;
import dev.freshet.ingest.records.Signal;
import dev.freshet.signal.anomaly.Detector;
import dev.freshet.signal.anomaly.DetectorKind;
import dev.freshet.signal.anomaly.Detectors;
import dev.freshet.signal.forecast.ForecastEvaluation;
import dev.freshet.signal.forecast.Forecaster;
import dev.freshet.signal.forecast.ForecasterTraining;
import dev.freshet.signal.nab.NabCorpus;
import dev.freshet.signal.nab.NabSeries;
import dev.freshet.signal.watch.Counts;
import dev.freshet.signal.watch.SeriesWatch;
import dev.freshet.signal.watch.WatchOptions;
import dev.freshet.signal.watch.Watches;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Torch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Speed of detection, and how the forecaster and the localisation of channels fare. */
@Command(name = "bench/signals", description = "Measure the numeric side.")
public final class SignalsBenchmark {
  private static final long SPLIT_SEED = 8;

  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new SignalsBenchmark());
    System.exit(line.addSubcommand(new SignalsThroughBroker()).execute(arguments));
  }

  @Command(name = "speed", description = "Each detector over a million points of one series.")
  void speed(
      @Option(names = "--points", defaultValue = "1000000", description = "How many.") int points) {
    System.out.printf("%-18s %14s %10s %10s%n", "detector", "points/s CPU", "MiB before", "after");
    double[] values = walk(points);
    for (DetectorKind kind : Detectors.all()) {
      watch(kind.start(), values, 0, Math.min(points, 50_000)); // compiled by then
      Detector detector = kind.start();
      try {
        watch(detector, values, 0, points / 10);
        double before = usedMegabytes();
        long start = cpuNanos();
        watch(detector, values, points / 10, points);
        double seconds = (cpuNanos() - start) / 1e9;
        System.out.printf(
            "%-18s %14.0f %10.2f %10.2f%n",
            kind.name(), (points - points / 10) / seconds, before, usedMegabytes());
      } finally {
        Reference.reachabilityFence(detector); // its memory counts to the end
      }
    }
  }

  @Command(
      name = "watch",
      description =
          "The whole way of a point but for the broker: JSON, windows, detection, report.")
  void watch(
      @Option(names = "--points", defaultValue = "1000000", description = "How many.") int points,
      @Option(names = "--series", defaultValue = "100", description = "Over how many series.")
          int series) {
    double[] values = walk(points);
    WatchOptions options =
        new WatchOptions(Detectors.named(Detectors.DEFAULT), null, 300_000, 1, 16, 10_000);
    var settings = SettingsLoader.defaults();
    Inbound inbound = new Inbound(Limits.of(settings.ingest()));
    Watches watches = new Watches(settings.signals().watchedChannels());
    long reports = 0;
    long start = 0;
    StringBuilder heap = new StringBuilder();
    try {
      for (int i = 0; i < points; i++) {
        if (i > 0 && i % (points / 10) == 0) {
          long asked = cpuNanos();
          heap.append(" %.2f".formatted(usedMegabytes()));
          start = i == points / 10 ? cpuNanos() : start + cpuNanos() - asked;
        }
        byte[] json = json(i, series, values[i]);
        Signal signal = inbound.signal(json, Instant.EPOCH, Duration.ofDays(36_500)).orThrow();
        reports +=
            watches
                .of(signal.series(), name -> new SeriesWatch(options))
                .read(signal.time().toEpochMilli(), signal.values(), Counts.NONE)
                .size();
        watches.makeRoom(signal.series());
      }
      double seconds = (cpuNanos() - start) / 1e9;
      System.out.printf(
          "%.0f points/s CPU, %d reports, MiB after each tenth%s %.2f%n",
          (points - points / 10) / seconds, reports, heap, usedMegabytes());
    } finally {
      Reference.reachabilityFence(watches); // its memory counts to the end
      Reference.reachabilityFence(values);
    }
  }

  private static byte[] json(int i, int series, double value) {
    return Json.bytes(
        Map.of(
            "series",
            "s" + i % series,
            "topic",
            "t",
            "time",
            Instant.ofEpochSecond(i / series * 300L).toString(),
            "values",
            Map.of("x", value)));
  }

  private static double[] walk(int points) {
    CounterRandom random = new CounterRandom(1, 0);
    double[] values = new double[points];
    double level = 0;
    for (int i = 0; i < points; i++) {
      level = 0.999 * level + random.nextGaussian();
      values[i] = level + 20 * Math.sin(2 * Math.PI * i / 288) + 5 * random.nextGaussian();
    }
    return values;
  }

  private static void watch(Detector detector, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      detector.next(i * 300L, values[i]);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  static double usedMegabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / (double) (1 << 20);
  }

  @Command(name = "train", description = "Train the forecaster on made series and half of NAB.")
  void train(
      @Option(names = "--nab", required = true, description = "The benchmark's folder.") Path nab,
      @Option(names = "--out", required = true, description = "The file to write.") Path out,
      @Option(names = "--steps", defaultValue = "3000", description = "Batches.") int steps,
      @Option(names = "--rate", defaultValue = "0.3", description = "Learning rate.") double rate)
      throws IOException {
    Torch.start(1);
    List<double[]> real = halves(nab).get(0).stream().map(NabSeries::values).toList();
    var options = new ForecasterTraining.Options(steps, 256, rate, 1, 1);
    try (Forecaster trained =
        ForecasterTraining.run(
            device(),
            real,
            options,
            (step, loss) -> System.err.printf("step %d: pinball loss %.4f%n", step, loss))) {
      trained.write(out);
    }
  }

  @Command(name = "forecast", description = "Forecast series that were not trained on.")
  void forecast(
      @Option(names = "--model", required = true, description = "Of `train`.") Path model,
      @Option(names = "--ett", required = true, description = "ETTh1.csv.") Path ett,
      @Option(names = "--nab", required = true, description = "The benchmark's folder.") Path nab,
      @Option(names = "--points", defaultValue = "17420", description = "Of ETTh1.") int points)
      throws IOException {
    Torch.start(1);
    try (Forecaster forecaster = Forecaster.read(model, device())) {
      double[][] rows = SignalFiles.csv(ett);
      List<List<ForecastEvaluation.Errors>> channels = new ArrayList<>();
      for (int channel = 0; channel < rows[0].length; channel++) {
        double[] series = SignalFiles.channel(rows, channel);
        double[] part = Arrays.copyOf(series, Math.min(points, series.length));
        channels.add(ForecastEvaluation.of(forecaster, part, 24, 720, 24));
      }
      print("ETTh1, 7 channels, season 24", channels);

      List<List<ForecastEvaluation.Errors>> held = new ArrayList<>();
      for (NabSeries series : halves(nab).get(1)) {
        if (series.name().startsWith("real") && series.rows() > 2000) {
          held.add(ForecastEvaluation.of(forecaster, series.values(), 1, 720, 24));
        }
      }
      print("NAB, real series of the second half, no season", held);
    }
  }

  private static void print(String title, List<List<ForecastEvaluation.Errors>> all) {
    System.out.printf("%n%s%n", title);
    System.out.printf("%-24s %8s %8s %9s %8s%n", "", "MASE", "sMAPE", "coverage", "WQL");
    for (int i = 0; i < all.get(0).size(); i++) {
      int method = i;
      System.out.printf(
          "%-24s %8.3f %8.2f %9.3f %8.4f%n",
          all.get(0).get(i).method(),
          mean(all, errors -> errors.get(method).mase()),
          mean(all, errors -> errors.get(method).smape()),
          mean(all, errors -> errors.get(method).coverage()),
          mean(all, errors -> errors.get(method).weightedQuantileLoss()));
    }
  }

  private static double mean(
      List<List<ForecastEvaluation.Errors>> all,
      ToDoubleFunction<List<ForecastEvaluation.Errors>> number) {
    return all.stream().mapToDouble(number).average().orElse(Double.NaN);
  }

  @Command(name = "localise", description = "Plant faults in one channel, and find which.")
  void localise(
      @Option(names = "--ett", required = true, description = "ETTh1.csv.") Path ett,
      @Option(names = "--ecg", required = true, description = "A file in format 212.") Path ecg,
      @Option(names = "--runs", defaultValue = "70", description = "Faults of each kind.") int runs)
      throws IOException {
    Map<String, double[][]> sets = new LinkedHashMap<>();
    sets.put("ETTh1, hour on hour", PlantedFaults.differences(SignalFiles.csv(ett)));
    sets.put("ECG, two leads at 40 Hz", PlantedFaults.thinned(SignalFiles.ecg(ecg)));
    sets.forEach((name, rows) -> PlantedFaults.run(name, rows, runs, System.out));
  }

  /** By the same cut as the detectors' setting was chosen on. */
  private static List<List<NabSeries>> halves(Path nab) {
    List<NabSeries> corpus = NabCorpus.read(nab);
    int[] order = IntStream.range(0, corpus.size()).toArray();
    new CounterRandom(SPLIT_SEED, 0).shuffle(order);
    List<NabSeries> shuffled = Arrays.stream(order).mapToObj(corpus::get).toList();
    int middle = (shuffled.size() + 1) / 2;
    return List.of(shuffled.subList(0, middle), shuffled.subList(middle, shuffled.size()));
  }

  private static ComputeDevice device() {
    return Torch.device("cpu");
  }
}
