package dev.freshet.app;

import dev.freshet.evaluator.UptakeTable;
import dev.freshet.ingest.records.Adaptation.Decision;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The meters of a running pipeline. Tags are bounded: decisions, our topics, the first topics
 * asked.
 */
final class RunMeters {
  private final MultiGauge uptake;
  private final UptakeTable table;
  private volatile Map<String, Long> lags = Map.of();

  RunMeters(MeterRegistry registry, Pipeline pipeline, LearnMeter learned, UptakeTable table) {
    this.table = table;
    this.uptake =
        MultiGauge.builder("freshet.uptake.gain")
            .description(
                "Mean gain of the answers' likelihood right after their documents, in nats.")
            .register(registry);
    learning(registry, learned);
    FunctionTimer.builder(
            "freshet.evaluation",
            pipeline,
            running -> running.evaluation().read().scorings(),
            running -> running.evaluation().read().wallNanos(),
            TimeUnit.NANOSECONDS)
        .description("Scorings of a document's probes.")
        .register(registry);
    for (String application : pipeline.applications().keySet()) {
      FunctionCounter.builder("freshet.cpu", pipeline, p -> p.cpuSeconds(application))
          .tag("application", application)
          .baseUnit("seconds")
          .description("CPU time of the application's threads and their operations' workers.")
          .register(registry);
    }
    for (String topic : new String[] {pipeline.topics().documents(), pipeline.topics().log()}) {
      Gauge.builder("freshet.lag", () -> lags.getOrDefault(topic, 0L))
          .tag("topic", topic)
          .description("Records written and not yet read.")
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
    uptake.register(
        table.byTopic().entrySet().stream()
            .filter(line -> line.getValue().nllGain() != null)
            .map(
                line ->
                    MultiGauge.Row.of(
                        Tags.of("topic", line.getKey()), () -> line.getValue().nllGain()))
            .toList(),
        true);
  }
}
