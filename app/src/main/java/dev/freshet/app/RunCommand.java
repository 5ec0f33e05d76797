package dev.freshet.app;

import dev.freshet.app.live.Board;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.evaluator.EvaluatorMetrics;
import dev.freshet.ingest.records.Adaptation.Decision;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Learns from the stream until it is stopped. */
@Command(
    name = "run",
    description = "Learn from the topics until stopped; the same command goes on where it was.")
final class RunCommand implements FreshetCommand {
  private static final long STATUS_MILLIS = 10_000;
  private static final long LOOK_MILLIS = 200;

  @Option(
      names = "--restarts",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Begin anew after a failure that time may mend, at most so many times in a row"
              + " (${DEFAULT-VALUE}).")
  private int restarts;

  @Option(
      names = "--leave",
      description =
          "Leave the consumer groups at a stop, so that other instances take the lanes over at"
              + " once. Without it a restart within the session timeout keeps them.")
  private boolean leave;

  @Option(
      names = "--no-evaluate",
      description = "Learn without scoring probes: none are, or another process scores them.")
  private boolean noEvaluate;

  @Option(
      names = "--only-evaluate",
      description =
          "Only score probes, for a learner in another process: its topics at --bootstrap-server,"
              + " its weights out of `checkpoint.mirror`.")
  private boolean onlyEvaluate;

  @Override
  public ExitCode run(CommandContext context) {
    if (restarts < 0) {
      throw new FreshetException(
          ExitCode.USAGE, "--restarts is " + restarts, "--restarts", "give 0 or more");
    }
    if (noEvaluate && onlyEvaluate) {
      throw new FreshetException(
          ExitCode.USAGE,
          "--no-evaluate does not go with --only-evaluate",
          null,
          "leave one of them out");
    }
    try (Interruption.Registration polled = context.interruption().polled()) {
      return new Supervision(
              restarts,
              context.err(),
              System::nanoTime,
              millis -> pauseUnlessStopped(context, millis))
          .over(() -> onlyEvaluate ? evaluate(context) : learn(learner(context)));
    }
  }

  private static void pauseUnlessStopped(CommandContext context, long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) {
      context.interruption().check();
      Pause.millis(LOOK_MILLIS);
    }
  }

  private CommandContext learner(CommandContext context) {
    return noEvaluate ? context.with(Map.of("evaluator.enabled", "false")) : context;
  }

  private ExitCode learn(CommandContext context) {
    LearnMeter meter = new LearnMeter(adaptation -> {});
    Board board = new Board(context.settings().http());
    try (Pipeline pipeline =
            Pipeline.start(context, new Listeners(meter, board), context.err()::println);
        BoardTails tails = new BoardTails(context.settings(), pipeline, board);
        LagWatch lags = new LagWatch(pipeline::lagByTopic);
        Service service = Service.start(context, pipeline, meter, board)) {
      context.err().println("running on " + pipeline.cluster().bootstrapServers());
      service.address().ifPresent(url -> context.err().println("live page on " + url));
      watch(
          context,
          pipeline::check,
          lags,
          behind -> {
            board.behind(behind.reached(), behind.byTopic());
            service.refresh(behind.byTopic());
            context.err().println(status(meter.read(), board.uptake(), behind));
          });
      board.enter(Board.Phase.STOPPING);
      context.err().println("stopping: the step at hand is finished and stored");
      if (leave) {
        pipeline.applications().leaveGroups();
      }
    }
    return ExitCode.INTERRUPTED;
  }

  private ExitCode evaluate(CommandContext context) {
    try (LoneEvaluator evaluator = LoneEvaluator.start(context, context.err()::println);
        LagWatch lags = new LagWatch(evaluator::lagByTopic);
        Service service = Service.start(context, evaluator)) {
      context.err().println("scoring on " + evaluator.cluster().bootstrapServers());
      service.address().ifPresent(url -> context.err().println("meters on " + url));
      watch(
          context,
          evaluator.applications()::check,
          lags,
          behind -> context.err().println(status(evaluator, behind)));
      context.err().println("stopping: what was scored is stored");
      if (leave) {
        evaluator.applications().leaveGroups();
      }
    }
    return ExitCode.INTERRUPTED;
  }

  /** Until somebody asks to stop; a check that fails ends it. */
  private static void watch(
      CommandContext context, Runnable check, LagWatch lags, Consumer<LagWatch.Answer> answered) {
    long next = 0;
    while (!context.interruption().requested()) {
      check.run();
      if (System.nanoTime() / 1_000_000 >= next) {
        next = System.nanoTime() / 1_000_000 + STATUS_MILLIS;
        lags.ask();
      }
      lags.poll().ifPresent(answered);
      Pause.millis(LOOK_MILLIS);
    }
  }

  private static String status(LoneEvaluator evaluator, LagWatch.Answer lags) {
    return "scored "
        + evaluator.total(EvaluatorMetrics.SCORED)
        + "  waited for a checkpoint "
        + evaluator.total(EvaluatorMetrics.DEFERRED)
        + behind(lags);
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
    return text.append(behind(lags)).toString();
  }

  private static String behind(LagWatch.Answer lags) {
    StringBuilder text = new StringBuilder();
    lags.byTopic()
        .forEach((topic, lag) -> text.append("  lag ").append(topic).append(' ').append(lag));
    if (!lags.reached()) {
      text.append("  the broker does not answer; waiting for it");
    }
    return text.toString();
  }
}
