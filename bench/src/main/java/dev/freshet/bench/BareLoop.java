package dev.freshet.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.freshet.config.AdapterSettings;
import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.gradient.Transformations;
import dev.freshet.learner.retention.Retention;
import dev.freshet.learner.step.Guards;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.step.StepOutcome;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.weighting.ChosenWeighting;
import dev.freshet.learner.weighting.TokenWeightings;
import dev.freshet.state.Digests;
import dev.freshet.state.NamedArray;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The fold's steps, one document each, with nothing around them: no broker, no records, no
 * checkpoints. What the pipeline's time is held against.
 */
@Command(name = "bare-loop", description = "Learn from a stream without a pipeline.")
final class BareLoop implements Runnable {
  @Option(names = "--stream", required = true, description = "In SQuAD's format.")
  private Path stream = Path.of("");

  @Option(names = "--documents", required = true, description = "The first so many.")
  private int documents;

  @Option(names = "--weights", paramLabel = "FILE", description = "Where to write them.")
  private @Nullable Path weights;

  @Option(names = "--set", description = "Settings, as of the command.")
  private Map<String, String> set = new LinkedHashMap<>();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BareLoop()).execute(arguments));
  }

  @Override
  public void run() {
    Settings settings = new SettingsLoader().override(set).load();
    Torch.start(settings.model().threads());
    try (LanguageModel base =
        LanguageModel.read(
            Path.of(settings.model().directory()), Torch.device(settings.model().device()))) {
      List<StreamItem> items = StreamItem.read(stream, documents);
      long begin = System.nanoTime();
      long busy = cpuNanos();
      try (Taught taught = Taught.by(base, settings, items)) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        double cpuSeconds = (cpuNanos() - busy) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "{\"steps\": %d, \"seconds\": %.6f, \"cpuSeconds\": %.6f, \"weightsDigest\": \"%s\"}%n",
            taught.steps(),
            seconds,
            cpuSeconds,
            taught.digest());
        if (weights != null) {
          SafetensorsWriter.write(
              weights,
              taught.parameters(),
              SafetensorsWriter.Precision.F32,
              Map.of("format", "pt"));
        }
      }
    }
  }

  /** Of all threads of this process. */
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** Of weights, as a checkpoint's manifest has it. */
  static String digest(TensorTree parameters) {
    return Digests.ofWeights(
        parameters.tensors().entrySet().stream()
            .map(
                entry ->
                    NamedArray.of(
                        entry.getKey(),
                        entry.getValue().dtype().name(),
                        entry.getValue().shape(),
                        entry.getValue().toBytes()))
            .toList());
  }

  /** What was learned; closing it frees it. */
  record Taught(int steps, Learned learned, Arena arena) implements AutoCloseable {

    /** Learns from documents in order, one step each. */
    static Taught by(LanguageModel base, Settings settings, List<StreamItem> items) {
      AdapterSettings adapter = settings.adapter();
      Arena arena = Arena.on(base.device());
      Learned learned;
      int steps = 0;
      try (ChosenWeighting chosen = TokenWeightings.open(adapter.weighting(), base)) {
        WeightedStep step =
            new WeightedStep(
                base.decoder(),
                Transformations.of(
                    adapter, adapter.learningRate(), base::preconditioner, chosen.stepSizes()),
                adapter.passes(),
                Guards.FINITE,
                Retention.of(adapter, base));
        try (Scope scope = Scope.on(base.device())) {
          learned = step.initial(base.parameters(), chosen.weighting()).adoptedBy(arena);
        }
        for (StreamItem item : items) {
          List<EncodedText> texts = List.of(base.tokenizer().encode(item.document().text()));
          Arena next = Arena.on(base.device());
          try (Scope scope = Scope.on(base.device())) {
            if (step.take(learned, chosen.weighting(), texts) instanceof StepOutcome.Taken taken) {
              learned = taken.learned().adoptedBy(next);
              steps++;
              arena.close();
              arena = next;
            } else {
              next.close();
            }
          }
        }
      }
      return new Taught(steps, learned, arena);
    }

    TensorTree parameters() {
      return learned.parameters();
    }

    String digest() {
      return BareLoop.digest(parameters());
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
