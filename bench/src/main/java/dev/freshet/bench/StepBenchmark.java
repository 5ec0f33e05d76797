package dev.freshet.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times a training step, ours beside plain PyTorch. Both are processes that stay alive and take
 * turns, round by round, so that a slow minute of the machine hits both; medians are reported. The
 * machine's peak is the best matrix product of either side, before and after the steps.
 */
@Command(name = "bench/step", description = "Time a training step beside plain PyTorch.")
public final class StepBenchmark implements Runnable {
  private static final int PEAK_SIZE = 2048;
  private static final double WARM_UP_SECONDS = 3;
  private static final double OPERATIONS_OF_PEAK = 2.0 * PEAK_SIZE * PEAK_SIZE * PEAK_SIZE;

  @Option(names = "--sizes", split = ",", defaultValue = "1M,5M,25M", description = "Models.")
  private List<String> sizes = List.of();

  @Option(names = "--threads", split = ",", defaultValue = "1,2", description = "Thread counts.")
  private List<Integer> threadCounts = List.of();

  @Option(names = "--rounds", defaultValue = "7", description = "Turns of each side.")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "0.4", description = "About so long a turn.")
  private double seconds;

  @Option(names = "--output", defaultValue = "table", description = "table or json.")
  private String output = "";

  private final List<StepResult> results = new ArrayList<>();
  private String ourName = "";
  private String torchName = "";

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new StepBenchmark()).execute(arguments));
  }

  @Override
  public void run() {
    try {
      for (int threads : threadCounts) {
        compare(threads);
      }
      print();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void compare(int threads) throws IOException {
    try (Contender ours = Contender.ours(threads);
        Contender torch = Contender.torch(threads)) {
      ourName = ours.name();
      torchName = torch == null ? "" : torch.name();
      double ourPeak = peak(ours);
      double torchPeak = torch == null ? 0 : peak(torch);
      List<StepResult> measured = new ArrayList<>();
      for (StepCase step : StepCase.grid(sizes)) {
        measured.add(measure(step, threads, ours, torch));
      }
      ourPeak = Math.max(ourPeak, peak(ours));
      torchPeak = torch == null ? 0 : Math.max(torchPeak, peak(torch));
      System.err.printf(
          Locale.ROOT,
          "%d threads: products of %d x %d at %.0f GFLOP/s (%s)%s%n",
          threads,
          PEAK_SIZE,
          PEAK_SIZE,
          ourPeak / 1e9,
          ourName,
          torch == null
              ? ""
              : String.format(Locale.ROOT, " and %.0f (%s)", torchPeak / 1e9, torchName));
      double peak = Math.max(ourPeak, torchPeak);
      for (StepResult r : measured) {
        results.add(new StepResult(r.step(), threads, r.parameters(), r.ours(), r.torch(), peak));
      }
    }
  }

  private static double peak(Contender contender) throws IOException {
    return OPERATIONS_OF_PEAK / contender.ask("peak " + PEAK_SIZE + " 8");
  }

  private StepResult measure(StepCase step, int threads, Contender ours, @Nullable Contender torch)
      throws IOException {
    System.err.println(step.request() + ", threads " + threads);
    long parameters = (long) ours.ask(step.request());
    String turn = turn(ours);
    double[] ourSeconds = new double[rounds];
    double[] torchSeconds = new double[torch == null ? 0 : rounds];
    if (torch != null) {
      if (parameters != (long) torch.ask(step.request())) {
        throw new IllegalStateException("the two models differ in size");
      }
      turn(torch); // warms it likewise
    }
    for (int round = 0; round < rounds; round++) {
      ourSeconds[round] = ours.ask(turn);
      if (torch != null) {
        torchSeconds[round] = torch.ask(turn);
      }
    }
    return new StepResult(step, threads, parameters, ourSeconds, torchSeconds, Double.NaN);
  }

  /** As many steps as fill a turn, once the just-in-time compiler and the caches are warm. */
  private String turn(Contender contender) throws IOException {
    double cold = contender.ask("steps 1");
    double warm = contender.ask("steps " + filling(WARM_UP_SECONDS, cold));
    return "steps " + filling(seconds, warm);
  }

  private static int filling(double time, double secondsPerStep) {
    return (int) Math.max(1, Math.min(1000, Math.ceil(time / secondsPerStep)));
  }

  private void print() throws IOException {
    if (!output.equals("json")) {
      System.out.println(StepResult.HEADER);
      results.forEach(result -> System.out.println(result.row()));
      return;
    }
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode document = mapper.createObjectNode();
    document.put("ours", ourName).put("torch", torchName);
    document.put("cores", Runtime.getRuntime().availableProcessors());
    document.put("rounds", rounds).put("secondsOfTurn", seconds);
    ArrayNode steps = document.putArray("steps");
    results.forEach(result -> steps.add(result.json()));
    System.out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document));
  }
}
