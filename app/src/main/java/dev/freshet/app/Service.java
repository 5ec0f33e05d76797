package dev.freshet.app;

import dev.freshet.app.http.HealthChecks;
import dev.freshet.app.http.Meters;
import dev.freshet.app.http.Site;
import dev.freshet.app.http.WebServer;
import dev.freshet.app.live.Board;
import dev.freshet.app.live.KeptCheckpoints;
import dev.freshet.app.live.LivePage;
import dev.freshet.app.live.SideBySide;
import dev.freshet.config.FreshetException;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The live page, meters and health of what runs, over HTTP where settings want it. */
final class Service implements AutoCloseable {
  private final Meters meters;
  private final Consumer<Map<String, Long>> refresh;
  private final @Nullable WebServer server;

  private Service(Meters meters, Consumer<Map<String, Long>> refresh, @Nullable WebServer server) {
    this.meters = meters;
    this.refresh = refresh;
    this.server = server;
  }

  /** Of a whole pipeline. */
  static Service start(CommandContext context, Pipeline pipeline, LearnMeter learned, Board board) {
    return start(
        context,
        pipeline.applications(),
        registry -> new RunMeters(registry, pipeline, learned, board)::refresh,
        () -> page(context, pipeline, learned, board));
  }

  /** Of an evaluator by itself: without a page, which the learner's process has. */
  static Service start(CommandContext context, LoneEvaluator evaluator) {
    return start(
        context,
        evaluator.applications(),
        registry -> {
          ApplicationMeters.register(registry, evaluator.applications(), evaluator.evaluation());
          return lags -> {};
        },
        () -> Site.NONE);
  }

  private static Service start(
      CommandContext context,
      Applications applications,
      Function<MeterRegistry, Consumer<Map<String, Long>>> own,
      Supplier<Site> site) {
    Meters meters = new Meters();
    try {
      applications.running().values().forEach(meters::bind);
      Consumer<Map<String, Long>> refresh = own.apply(meters.registry());
      WebServer server =
          context.settings().http().enabled()
              ? WebServer.start(context.settings().http(), meters, checks(applications), site.get())
              : null;
      return new Service(meters, refresh, server);
    } catch (RuntimeException e) {
      meters.close();
      throw e;
    }
  }

  private static LivePage page(
      CommandContext context, Pipeline pipeline, LearnMeter learned, Board board) {
    return new LivePage(
        context.settings().name(),
        board,
        () -> learned.read().document(),
        new KeptCheckpoints(pipeline.checkpoints()),
        new SideBySide(pipeline.model(), pipeline.checkpoints()));
  }

  private static HealthChecks checks(Applications applications) {
    HealthChecks checks = new HealthChecks();
    checks.add("pipeline", () -> problem(applications));
    applications
        .running()
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

  private static Optional<String> problem(Applications applications) {
    try {
      applications.check();
      return Optional.empty();
    } catch (FreshetException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Takes in the present lags and uptake. */
  void refresh(Map<String, Long> lagByTopic) {
    refresh.accept(lagByTopic);
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
