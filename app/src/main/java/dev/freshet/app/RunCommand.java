package dev.freshet.app;

import dev.freshet.app.live.Board;
import dev.freshet.config.ExitCode;
import dev.freshet.ingest.records.Adaptation.Decision;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Learns from the stream until it is stopped. */
@Command(
    name = "run",
    description = "Learn from the topics until stopped; the same command goes on where it was.")
final class RunCommand implements FreshetCommand {
  private static final long STATUS_MILLIS = 10_000;
  private static final long LOOK_MILLIS = 200;

  @Override
  public ExitCode run(CommandContext context) {
    LearnMeter meter = new LearnMeter(adaptation -> {});
    Board board = new Board(context.settings().http());
    try (Interruption.Registration polled = context.interruption().polled();
        Pipeline pipeline =
            Pipeline.start(context, new Listeners(meter, board), context.err()::println);
        BoardTails tails = new BoardTails(context.settings(), pipeline, board);
        LagWatch lags = new LagWatch(pipeline::lagByTopic);
        Service service = Service.start(context, pipeline, meter, board)) {
      context.err().println("running on " + pipeline.cluster().bootstrapServers());
      service.address().ifPresent(url -> context.err().println("live page on " + url));
      long next = 0;
      while (!context.interruption().requested()) {
        pipeline.check();
        if (System.nanoTime() / 1_000_000 >= next) {
          next = System.nanoTime() / 1_000_000 + STATUS_MILLIS;
          lags.ask();
        }
        Optional<LagWatch.Answer> behind = lags.poll();
        if (behind.isPresent()) {
          board.behind(behind.get().reached(), behind.get().byTopic());
          service.refresh(behind.get().byTopic());
          context.err().println(status(meter.read(), board.uptake(), behind.get()));
        }
        Pause.millis(LOOK_MILLIS);
      }
      board.enter(Board.Phase.STOPPING);
      context.err().println("stopping: the step at hand is finished and stored");
    }
    return ExitCode.INTERRUPTED;
  }

  private static String status(
      LearnMeter.Reading learned, @Nullable Double gain, LagWatch.Answer lags) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "trained %d  rejected %d  skipped %d",
            learned.count(Decision.TRAINED),
            learned.count(Decision.REJECTED),
            learned.count(Decision.SKIPPED)));
    if (learned.tokens() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %.0f tokens/s  loss %.3f",
              learned.tokensPerSecond(),
              learned.smoothedLoss()));
    }
    if (gain != null) {
      text.append(String.format(Locale.ROOT, "  uptake %+.2f nats", gain));
    }
    lags.byTopic()
        .forEach((topic, lag) -> text.append("  lag ").append(topic).append(' ').append(lag));
    if (!lags.reached()) {
      text.append("  the broker does not answer; waiting for it");
    }
    return text.toString();
  }
}
