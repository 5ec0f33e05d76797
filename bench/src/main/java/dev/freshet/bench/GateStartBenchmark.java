package dev.freshet.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Document;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.gate.GateState;
import dev.freshet.learner.gate.GateTrial.Read;
import dev.freshet.learner.gate.KindStart;
import dev.freshet.learner.gate.KindTraining;
import dev.freshet.learner.gate.NoveltyGate;
import dev.freshet.learner.gate.Reading;
import dev.freshet.learner.gate.ShiftingLane;
import dev.freshet.tensor.CounterRandom;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How the gate begins to know what was let in: meta-trained, and compared on other kinds. */
@Command(name = "bench/gate-start", description = "Meta-train how a kind begins, and measure it.")
public final class GateStartBenchmark {
  /** Usual documents that the gate gets to know, at most. */
  private static final int KNOWN = 450;

  /** Of a file, the documents that strange ones are made of. */
  private static final int DISTORTED = 120;

  private static final int OF_A_KIND = 45;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new GateStartBenchmark()).execute(arguments));
  }

  @Command(name = "train", description = "Train on streams that shift to distorted documents.")
  void train(
      @Option(names = "--usual", required = true, split = ",", description = "Files, a lane each.")
          List<Path> usual,
      @Option(names = "--out", required = true, description = "The file to write.") Path out,
      @Option(names = "--steps", defaultValue = "400", description = "Of Adam.") int steps,
      @Option(names = "--episodes", defaultValue = "8", description = "In a step and lane.")
          int episodes,
      @Option(names = "--rate", defaultValue = "0.02", description = "Of Adam.") double rate,
      @Option(
              names = "--held-back",
              defaultValue = "3",
              description =
                  "How much worse it is to hold back an accepted one than to let in others.")
          double heldBack)
      throws IOException {
    Settings settings = settings();
    try (LanguageModel model = TimedLearner.open(settings)) {
      GateDocuments documents = new GateDocuments(model, settings);
      List<ShiftingLane> lanes = new ArrayList<>();
      for (Path file : usual) {
        lanes.add(lane(documents, file, settings, model.config().width()));
        System.err.printf("%s was read%n", file.getFileName());
      }
      KindTraining.Options options =
          new KindTraining.Options(steps, episodes, rate, heldBack, CounterRandom.seedOf("kinds"));
      double[] sum = new double[1];
      KindStart start =
          KindTraining.run(
              model.device(),
              lanes,
              options,
              (step, loss) -> {
                sum[0] += loss;
                if (step % 50 == 49) {
                  System.err.printf("step %d: loss %.4f%n", step + 1, sum[0] / 50);
                  sum[0] = 0;
                }
              });
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(out.toFile(), start);
    }
  }

  /** What a file's last documents become is strange to a gate that knows the others. */
  private static ShiftingLane lane(
      GateDocuments documents, Path file, Settings settings, int width) {
    List<Document> all = documents.of(file);
    int known = Math.min(KNOWN, all.size() - DISTORTED);
    List<Read> usual = documents.read(all.subList(0, known), known, text -> text);
    List<List<Reading>> kinds = new ArrayList<>();
    Distortions.all()
        .forEach(
            (name, distortion) -> {
              CounterRandom random = new CounterRandom(1, CounterRandom.seedOf(name));
              kinds.add(
                  documents
                      .read(
                          all.subList(known, all.size()),
                          OF_A_KIND,
                          text -> distortion.of(text, random))
                      .stream()
                      .map(Read::reading)
                      .toList());
            });
    NoveltyGate gate = new NoveltyGate(settings.gate(), width, KindStart.FROZEN);
    return new ShiftingLane(GateDocuments.known(gate, usual), kinds);
  }

  @Command(name = "compare", description = "Let in each of some kinds, from several starts.")
  void compare(
      @Option(names = "--usual", required = true, description = "A file of usual documents.")
          Path usual,
      @Option(
              names = "--kinds",
              required = true,
              split = ",",
              description = "Files, or names of attacks on usual documents.")
          List<String> kinds,
      @Option(names = "--draws", defaultValue = "10", description = "Streams a kind.") int draws,
      @Option(names = "--start", description = "Another trained start, to compare.")
          @Nullable Path start)
      throws IOException {
    Settings settings = settings();
    try (LanguageModel model = TimedLearner.open(settings)) {
      GateDocuments documents = new GateDocuments(model, settings);
      List<Document> all = documents.of(usual);
      int known = Math.min(KNOWN, all.size() / 2);
      List<Read> read = documents.read(all, known + DISTORTED, text -> text);
      List<Document> victims = all.subList(known + DISTORTED, all.size());
      int width = model.config().width();
      NoveltyGate gate = new NoveltyGate(settings.gate(), width, KindStart.FROZEN);
      GateState state = GateDocuments.known(gate, read.subList(0, known));
      List<List<Read>> strange =
          kinds.stream()
              .map(kind -> documents.kind(kind, victims, 2 * OF_A_KIND, gate, state))
              .toList();
      List<Read> fresh = read.subList(known, read.size());
      starts(start)
          .forEach(
              (name, one) ->
                  print(
                      name,
                      kinds,
                      new KindStreams(
                          new NoveltyGate(settings.gate(), width, one), state, fresh, strange),
                      draws));
    }
  }

  private static Map<String, KindStart> starts(@Nullable Path other) throws IOException {
    Map<String, KindStart> starts = new LinkedHashMap<>();
    starts.put("frozen", KindStart.FROZEN);
    starts.put("naive", KindStart.NAIVE);
    starts.put("plain start", KindStart.PLAIN);
    starts.put(
        "meta-trained",
        other == null
            ? KindStart.metaTrained()
            : new ObjectMapper().readValue(other.toFile(), KindStart.class));
    return starts;
  }

  private static void print(String name, List<String> kinds, KindStreams streams, int draws) {
    List<KindStreams.Outcome> all = new ArrayList<>();
    for (int k = 0; k < kinds.size(); k++) {
      List<KindStreams.Outcome> outcomes = streams.run(k, draws);
      all.addAll(outcomes);
      print(name, String.valueOf(Path.of(kinds.get(k)).getFileName()), outcomes);
    }
    print(name, "all", all);
  }

  private static void print(String name, String kind, List<KindStreams.Outcome> outcomes) {
    System.out.printf(
        "| %s | %s | %s | %s | %s | %s |%n",
        name,
        kind,
        KindStreams.mean(outcomes, KindStreams.Outcome::acceptedHeld),
        KindStreams.mean(outcomes, KindStreams.Outcome::usualHeld),
        KindStreams.mean(outcomes, KindStreams.Outcome::strangeHeld),
        KindStreams.mean(outcomes, KindStreams.Outcome::auroc));
  }

  private static Settings settings() {
    return new SettingsLoader()
        .override(Map.of("model.threads", "1", "gate.policy", "strict", "gate.known-loss", "0"))
        .load();
  }
}
