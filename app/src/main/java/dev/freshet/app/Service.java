package dev.freshet.app;

import dev.freshet.app.http.HealthChecks;
import dev.freshet.app.http.Meters;
import dev.freshet.app.http.WebServer;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Adaptation.Decision;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The meters and the health of a running pipeline, over HTTP where settings want it. */
final class Service implements AutoCloseable {
  private final Meters meters;
  private final @Nullable WebServer server;

  private Service(Meters meters, @Nullable WebServer server) {
    this.meters = meters;
    this.server = server;
  }

  static Service start(CommandContext context, Pipeline pipeline, LearnMeter learned) {
    Meters meters = new Meters();
    try {
      pipeline.applications().values().forEach(meters::bind);
      register(meters.registry(), pipeline, learned);
      WebServer server =
          context.settings().http().enabled()
              ? WebServer.start(context.settings().http(), meters, checks(pipeline))
              : null;
      return new Service(meters, server);
    } catch (RuntimeException e) {
      meters.close();
      throw e;
    }
  }

  private static HealthChecks checks(Pipeline pipeline) {
    HealthChecks checks = new HealthChecks();
    checks.add("pipeline", () -> problem(pipeline));
    pipeline
        .applications()
        .forEach(
            (name, application) ->
                checks.add(
                    name,
                    () ->
                        application.state().isRunningOrRebalancing()
                            ? Optional.empty()
                            : Optional.of(application.state().toString())));
    return checks;
  }

  private static Optional<String> problem(Pipeline pipeline) {
    try {
      pipeline.check();
      return Optional.empty();
    } catch (FreshetException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static void register(MeterRegistry registry, Pipeline pipeline, LearnMeter learned) {
    for (Decision decision : Decision.values()) {
      FunctionCounter.builder("freshet.documents", learned, meter -> meter.read().count(decision))
          .tag("decision", decision.wire())
          .description("Documents decided on.")
          .register(registry);
    }
    FunctionCounter.builder("freshet.steps", learned, meter -> meter.read().steps())
        .description("Optimizer steps taken.")
        .register(registry);
    FunctionCounter.builder("freshet.tokens", learned, meter -> meter.read().tokens())
        .description("Tokens learned from.")
        .register(registry);
    FunctionCounter.builder("freshet.learn.seconds", learned, meter -> meter.read().learnSeconds())
        .description("Time spent inside the learner.")
        .register(registry);
    FunctionCounter.builder(
            "freshet.evaluate.seconds",
            pipeline,
            running -> running.evaluation().read().wallNanos() / 1e9)
        .description("Time spent scoring probes.")
        .register(registry);
    Gauge.builder("freshet.loss", learned, meter -> meter.read().smoothedLoss())
        .description("Recent loss before the step, nats per token.")
        .register(registry);
  }

  /** Where it listens, if it does. */
  Optional<URI> address() {
    return Optional.ofNullable(server).map(WebServer::address);
  }

  @Override
  public void close() {
    try (Meters owned = meters;
        WebServer listening = server) {
      // Closed in reverse: the listener, then the meters.
    }
  }
}
