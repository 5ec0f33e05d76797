package dev.freshet.app.live;

import dev.freshet.adapter.FoldListener;
import dev.freshet.config.HttpSettings;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Alert;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Quarantined;
import dev.freshet.ingest.records.ReferenceDamage;
import dev.freshet.ingest.records.SignalReport;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeSummary;
import dev.freshet.learner.tokenizer.EncodedText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the live page and the meters show of a pipeline, gathered as it happens. Bounded in every
 * part. Safe for use by several threads.
 */
public final class Board implements FoldListener {
  /** The line of all topics beyond the first. */
  public static final String OTHER = "other";

  private static final int POINTS = 256;
  private static final int ALERTS = 20;
  private static final int HELD_BACK = 20;

  /** How a run stands. */
  public enum Phase {
    RUNNING,
    FINISHED,
    STOPPING
  }

  /** A decision on a document. */
  record Decided(
      String documentId,
      String lane,
      String topic,
      String decision,
      @Nullable String reason,
      long step,
      @Nullable Double loss,
      double millis) {
    private static Decided of(Adaptation adaptation) {
      return new Decided(
          adaptation.documentId(),
          adaptation.lane(),
          adaptation.topic(),
          adaptation.decision().wire(),
          adaptation.reason(),
          adaptation.step(),
          adaptation.lossBefore(),
          adaptation.millis());
    }
  }

  /** All that was gathered, as a page gets it. */
  record View(
      String phase,
      double idleSeconds,
      @Nullable Boolean brokerReached,
      Map<String, Long> lags,
      HeatMap.@Nullable View reading,
      List<double[]> loss,
      List<double[]> uptake,
      List<TopicView> topics,
      List<Decided> decisions,
      List<Alert> alerts,
      SignalPanels.View signals,
      List<HeldBack> quarantine,
      @Nullable ReferenceDamage reference) {}

  private final int maxTopics;
  private final int history;
  private final Map<String, TopicLine> topics = new LinkedHashMap<>();
  private final Deque<Decided> decisions = new ArrayDeque<>();
  private final Deque<Alert> alerts = new ArrayDeque<>();
  private final SignalPanels signals = new SignalPanels();
  private final Deque<HeldBack> quarantine = new ArrayDeque<>();
  private final Curve loss = new Curve(POINTS);
  private final Curve uptake = new Curve(POINTS);
  private final Mean gains = new Mean();
  private Phase phase = Phase.RUNNING;
  private long lastNanos = System.nanoTime();
  private long documents;
  private @Nullable String scored;
  private long scoredAt;
  private @Nullable Boolean brokerReached;
  private Map<String, Long> lags = Map.of();
  private @Nullable HeatMap reading;
  private @Nullable ReferenceDamage reference;

  public Board(HttpSettings settings) {
    this.maxTopics = settings.topics();
    this.history = settings.history();
  }

  @Override
  public synchronized void weighed(
      String lane, Document document, EncodedText text, float[] weights) {
    reading = new HeatMap(lane, document, text, weights);
    lastNanos = System.nanoTime();
  }

  @Override
  public synchronized void reported(Adaptation adaptation) {
    documents++;
    lastNanos = System.nanoTime();
    decisions.addFirst(Decided.of(adaptation));
    if (decisions.size() > history) {
      decisions.removeLast();
    }
    Double before = adaptation.lossBefore();
    if (before != null) {
      loss.add(documents, before);
    }
  }

  /** A probe was scored. */
  public synchronized void scored(UptakeRow row) {
    line(row.topic()).add(row);
    if (row.lagAsked() == 0) {
      gains.add(row.nllGain());
      if (!Objects.equals(row.documentId(), scored)) {
        scored = row.documentId();
        scoredAt = Math.max(documents, 1);
      }
      uptake.add(scoredAt, row.nllGain());
    }
  }

  /** A summary was written. */
  public synchronized void summarised(UptakeSummary summary) {
    if (summary.reference() != null) {
      reference = summary.reference();
    }
  }

  /** A topic went over a limit, or came back. */
  public synchronized void alerted(Alert alert) {
    line(alert.topic()).add(alert);
    alerts.addFirst(alert);
    if (alerts.size() > ALERTS) {
      alerts.removeLast();
    }
  }

  /** A window of a signal was reported on. */
  public synchronized void watched(SignalReport report) {
    signals.add(report);
  }

  /** A document was held back. */
  public synchronized void heldBack(Quarantined held) {
    quarantine.addFirst(HeldBack.of(held));
    if (quarantine.size() > HELD_BACK) {
      quarantine.removeLast();
    }
  }

  /** How far the pipeline is behind, or that the broker does not answer. */
  public synchronized void behind(boolean reached, Map<String, Long> lagByTopic) {
    brokerReached = reached;
    if (reached) {
      lags = Map.copyOf(lagByTopic);
    }
  }

  public synchronized void enter(Phase next) {
    phase = next;
  }

  private TopicLine line(String topic) {
    String name = topics.containsKey(topic) || topics.size() < maxTopics ? topic : OTHER;
    return topics.computeIfAbsent(name, key -> new TopicLine(key, history));
  }

  /** Each topic's line, in the order in which they came. */
  public synchronized List<TopicView> topics() {
    return topics.values().stream().map(TopicLine::view).toList();
  }

  /** Of each topic's line the last alert of each measure. */
  public synchronized List<Alert> alerts() {
    return topics.values().stream().flatMap(line -> line.alerts().stream()).toList();
  }

  /** The mean gain at lag 0 over all topics; null before the first. */
  public synchronized @Nullable Double uptake() {
    return gains.value();
  }

  /** The newest measurement on the reference text. */
  public synchronized @Nullable ReferenceDamage reference() {
    return reference;
  }

  synchronized View view() {
    HeatMap read = reading;
    return new View(
        phase.name().toLowerCase(Locale.ROOT),
        (System.nanoTime() - lastNanos) / 1e9,
        brokerReached,
        lags,
        read == null ? null : read.view(),
        loss.points(),
        uptake.points(),
        topics(),
        new ArrayList<>(decisions),
        new ArrayList<>(alerts),
        signals.view(),
        new ArrayList<>(quarantine),
        reference);
  }

  /** The newest probes of a topic, the newest first; empty where there is no such line. */
  synchronized List<UptakeRow> probes(String topic) {
    @Nullable TopicLine line = topics.get(topic);
    return line == null ? List.of() : line.probes();
  }
}
