package dev.freshet.app;

import dev.freshet.app.http.HealthChecks;
import dev.freshet.app.http.Meters;
import dev.freshet.app.http.WebServer;
import dev.freshet.app.live.Board;
import dev.freshet.app.live.KeptCheckpoints;
import dev.freshet.app.live.LivePage;
import dev.freshet.app.live.SideBySide;
import dev.freshet.config.FreshetException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The live page, meters and health of a running pipeline, over HTTP where settings want it. */
final class Service implements AutoCloseable {
  private final Meters meters;
  private final RunMeters own;
  private final @Nullable WebServer server;

  private Service(Meters meters, RunMeters own, @Nullable WebServer server) {
    this.meters = meters;
    this.own = own;
    this.server = server;
  }

  static Service start(CommandContext context, Pipeline pipeline, LearnMeter learned, Board board) {
    Meters meters = new Meters();
    try {
      pipeline.applications().values().forEach(meters::bind);
      RunMeters own = new RunMeters(meters.registry(), pipeline, learned, board);
      WebServer server =
          context.settings().http().enabled()
              ? WebServer.start(
                  context.settings().http(),
                  meters,
                  checks(pipeline),
                  page(context, pipeline, learned, board))
              : null;
      return new Service(meters, own, server);
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

  /** Takes in the present lags and uptake. */
  void refresh(Map<String, Long> lagByTopic) {
    own.refresh(lagByTopic);
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
