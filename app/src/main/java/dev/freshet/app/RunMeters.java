package dev.freshet.app;

import dev.freshet.adapter.signals.SignalMetrics;
import dev.freshet.app.live.Board;
import dev.freshet.app.live.TopicView;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.ReferenceDamage;
import dev.freshet.signal.watch.Counts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a running pipeline. Tags are bounded: decisions, our topics, the first topics
 * asked.
 */
final class RunMeters {
  private final MultiGauge uptake;
  private final MultiGauge retention;
  private final MultiGauge locality;
  private final MultiGauge alerts;
  private final Board board;
  private volatile Map<String, Long> lags = Map.of();

  RunMeters(MeterRegistry registry, Pipeline pipeline, LearnMeter learned, Board board) {
    this.board = board;
    this.uptake =
        MultiGauge.builder("freshet.uptake.gain")
            .description(
                "Mean gain of the answers' likelihood right after their documents, in nats.")
            .register(registry);
    this.retention =
        MultiGauge.builder("freshet.retention.gain")
            .description("Mean gain of the answers' likelihood at later lags, in nats.")
            .register(registry);
    this.locality =
        MultiGauge.builder("freshet.locality.loss")
            .description("Mean loss of answers whose topic was not learned since, in nats.")
            .register(registry);
    this.alerts =
        MultiGauge.builder("freshet.alert")
            .description("1 while a topic's measure is beyond its limit, else 0.")
            .register(registry);
    Gauge.builder("freshet.reference.kl", board, RunMeters::divergence)
        .description("Token mean of KL(base || now) on the reference text, in nats.")
        .register(registry);
    learning(registry, learned);
    ApplicationMeters.register(registry, pipeline.applications(), pipeline.evaluation());
    signals(registry, pipeline);
    for (String topic : read(pipeline)) {
      Gauge.builder("freshet.lag", () -> lags.getOrDefault(topic, 0L))
          .tag("topic", topic)
          .description("Records written and not yet read.")
          .register(registry);
    }
  }

  private static List<String> read(Pipeline pipeline) {
    List<String> read =
        new ArrayList<>(List.of(pipeline.topics().documents(), pipeline.topics().log()));
    if (pipeline.signals() != null) {
      read.add(pipeline.topics().signals());
    }
    return read;
  }

  /** Only where they are read. */
  private static void signals(MeterRegistry registry, Pipeline pipeline) {
    KafkaStreams application = pipeline.signals();
    if (application == null) {
      return;
    }
    for (Counts.What what : Counts.What.values()) {
      String name = SignalMetrics.name(what);
      FunctionCounter.builder(
              "freshet.signals",
              application,
              streams -> SignalMetrics.total(streams.metrics(), name))
          .tag("what", name)
          .description("What became of points, windows and series.")
          .register(registry);
    }
  }

  private static void learning(MeterRegistry registry, LearnMeter learned) {
    for (Decision decision : Decision.values()) {
      FunctionCounter.builder("freshet.documents", learned, meter -> meter.read().count(decision))
          .tag("decision", decision.wire())
          .description("Documents decided on.")
          .register(registry);
    }
    FunctionTimer.builder(
            "freshet.step",
            learned,
            meter -> meter.read().steps(),
            meter -> meter.read().learnSeconds(),
            TimeUnit.SECONDS)
        .description("Optimizer steps, and the time inside the learner.")
        .register(registry);
    FunctionCounter.builder("freshet.tokens", learned, meter -> meter.read().tokens())
        .description("Tokens learned from.")
        .register(registry);
    FunctionTimer.builder(
            "freshet.checkpoint",
            learned,
            meter -> meter.read().written().count(),
            meter -> meter.read().written().seconds(),
            TimeUnit.SECONDS)
        .description("Checkpoints, and the time that writing them took.")
        .register(registry);
    FunctionCounter.builder(
            "freshet.checkpoint.size", learned, meter -> meter.read().written().bytes())
        .baseUnit("bytes")
        .description("Of all arrays in the checkpoints.")
        .register(registry);
    Gauge.builder("freshet.loss", learned, meter -> meter.read().smoothedLoss())
        .description("Recent loss before the step, nats per token.")
        .register(registry);
    Gauge.builder("freshet.weight.growth", learned, LearnMeter::weightGrowth)
        .description("Norm of the weights over the base model's, of the lane that grew most.")
        .register(registry);
  }

  /** Takes in what must be asked for, now and then: asking at each scrape could cost too much. */
  void refresh(Map<String, Long> lagByTopic) {
    lags = Map.copyOf(lagByTopic);
    uptake.register(rows(TopicView::uptake), true);
    retention.register(rows(TopicView::retention), true);
    locality.register(rows(TopicView::locality), true);
    alerts.register(
        board.alerts().stream()
            .map(
                alert ->
                    MultiGauge.Row.of(
                        Tags.of("topic", alert.topic(), "measure", alert.measure().wire()),
                        alert.raised() ? 1 : 0))
            .toList(),
        true);
  }

  private List<MultiGauge.Row<?>> rows(Function<TopicView, @Nullable Double> measure) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (TopicView topic : board.topics()) {
      Double value = measure.apply(topic);
      if (value != null) {
        rows.add(MultiGauge.Row.of(Tags.of("topic", topic.name()), value));
      }
    }
    return rows;
  }

  private static double divergence(Board board) {
    ReferenceDamage damage = board.reference();
    return damage == null ? Double.NaN : damage.kl();
  }
}
