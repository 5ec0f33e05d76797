package dev.freshet.app;

import dev.freshet.evaluator.EvaluationMeter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;

/** Meters of the applications of a process: what scoring takes, and the CPU time of each. */
final class ApplicationMeters {
  private ApplicationMeters() {}

  static void register(
      MeterRegistry registry, Applications applications, EvaluationMeter evaluation) {
    FunctionTimer.builder(
            "freshet.evaluation",
            evaluation,
            meter -> meter.read().scorings(),
            meter -> meter.read().wallNanos(),
            TimeUnit.NANOSECONDS)
        .description("Scorings of a document's probes.")
        .register(registry);
    for (String name : applications.running().keySet()) {
      FunctionCounter.builder("freshet.cpu", applications, running -> running.cpuSeconds(name))
          .tag("application", name)
          .baseUnit("seconds")
          .description("CPU time of the application's threads and their operations' workers.")
          .register(registry);
    }
  }
}
