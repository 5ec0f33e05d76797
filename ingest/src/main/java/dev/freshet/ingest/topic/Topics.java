package dev.freshet.ingest.topic;

import dev.freshet.config.TopicSettings;
import java.util.Set;
import java.util.TreeSet;

/** The names of all topics: a prefix and what each holds. */
public record Topics(String prefix) {

  public static Topics of(TopicSettings settings) {
    return new Topics(settings.prefix());
  }

  /** Texts to learn; users write, ingest reads. */
  public String documents() {
    return prefix + "documents";
  }

  /** Numeric readings; users write. */
  public String signals() {
    return prefix + "signals";
  }

  /** Questions with answers; users write, the evaluator reads. */
  public String probes() {
    return prefix + "probes";
  }

  /** Commands; the command line and the signals write, ingest reads. */
  public String control() {
    return prefix + "control";
  }

  /** What is learned, in order; ingest writes, the adapter folds it. */
  public String log() {
    return prefix + "log";
  }

  /** One per document: what the learner did with it. */
  public String adaptations() {
    return prefix + "adaptations";
  }

  /** One per probe and evaluation. */
  public String uptake() {
    return prefix + "uptake";
  }

  /** Windows of uptake by topic. */
  public String uptakeSummary() {
    return prefix + "uptake.summary";
  }

  /** Forecasts, anomalies and shifts of the signals. */
  public String signalReports() {
    return prefix + "signal.reports";
  }

  /** Documents that the gate held back. */
  public String quarantine() {
    return prefix + "quarantine";
  }

  /** Topics over their limits. */
  public String alerts() {
    return prefix + "alerts";
  }

  /** With `log.shred`: the key of each text in the log; ingest writes, the adapter deletes. */
  public String keys() {
    return prefix + "keys";
  }

  /** What could not be read, as it came. */
  public String dlq() {
    return prefix + "dlq";
  }

  /** Every name. */
  public Set<String> all() {
    return new TreeSet<>(
        Set.of(
            documents(),
            signals(),
            probes(),
            control(),
            log(),
            adaptations(),
            uptake(),
            uptakeSummary(),
            signalReports(),
            quarantine(),
            alerts(),
            keys(),
            dlq()));
  }
}
