package dev.freshet.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;

/**
 * What was measured of one case.
 *
 * @param ours seconds a step, one number a round
 * @param torch likewise; empty where PyTorch is not there
 * @param peak the most floating-point operations a second that a matrix product reached here
 */
record StepResult(
    StepCase step, int threads, long parameters, double[] ours, double[] torch, double peak) {
  static final String HEADER =
      "model  optimizer  rows x tokens  threads    ours ms   torch ms   ours/torch   ours, of peak   torch, of peak";

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The median of the rounds' own ratios: a slow moment of the machine hits both sides of one. */
  private double ratio() {
    double[] ratios = new double[torch.length];
    Arrays.setAll(ratios, round -> ours[round] / torch[round]);
    return median(ratios);
  }

  private double share(double[] seconds) {
    return step.operations() / median(seconds) / peak;
  }

  String row() {
    String rival =
        torch.length == 0
            ? String.format(Locale.ROOT, "%11s%13s%16.0f %%%17s", "-", "-", 100 * share(ours), "-")
            : String.format(
                Locale.ROOT,
                "%11.1f%13.2f%14.0f %%%15.0f %%",
                1e3 * median(torch),
                ratio(),
                100 * share(ours),
                100 * share(torch));
    return String.format(
        Locale.ROOT,
        "%-5s  %-9s  %4d x %-6d  %9d%11.1f%s",
        step.size(),
        step.optimizer(),
        step.rows(),
        StepCase.TOKENS,
        threads,
        1e3 * median(ours),
        rival);
  }

  ObjectNode json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("model", step.size()).put("parameters", parameters);
    json.put("optimizer", step.optimizer()).put("rows", step.rows());
    json.put("tokens", StepCase.TOKENS).put("threads", threads);
    json.put("oursMs", 1e3 * median(ours)).put("oursShareOfPeak", share(ours));
    if (torch.length > 0) {
      json.put("torchMs", 1e3 * median(torch)).put("torchShareOfPeak", share(torch));
      json.put("ratio", ratio());
    }
    json.put("peakGflops", peak / 1e9);
    return json;
  }
}
