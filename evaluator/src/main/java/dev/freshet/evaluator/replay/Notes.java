package dev.freshet.evaluator.replay;

import java.util.List;

/** What a reader of a report should know of its numbers. */
final class Notes {
  private Notes() {}

  static List<String> of(ReplayReport report) {
    int orders = report.subject().orders();
    return List.of(
        "Each variant folds the same log from the same start, with its settings in place of the"
            + " recorded ones. Probes of a document are asked of the base model, right after the"
            + " document's step (uptake), and after the last record (retention); a document that a"
            + " variant rejects or skips is asked about like any other.",
        "Uptake and retention are the base model's negative log-likelihood of the first accepted"
            + " answer minus the present one, in nats per answer token, the mean over probes."
            + " Loss before is the text's own, before its step.",
        "Differences are paired: over documents that every run has read. Intervals are percentiles"
            + " of 2000 bootstrap resamples "
            + (orders == 1
                ? "of documents; the order's own chance is not in them (--orders)."
                : "of documents and, by themselves, of the " + orders + " orders.")
            + " Nothing is corrected for the number of variants.",
        orders == 1
            ? "Documents came in the recorded order."
            : "Order 1 is the recorded one. In the others documents are shuffled by a seed, what"
                + " was undone is left out, and all other records keep their places.",
        "KL elsewhere is the mean over tokens of KL(base || now) on the reference text. TFLOP is"
            + " an estimate: 6 operations for each token and weight of a matrix (Kaplan et al."
            + " 2020), without attention between tokens, learned weightings and the asking. Learner"
            + " is the time inside the steps, state the bytes of weights and optimizer.");
  }
}
