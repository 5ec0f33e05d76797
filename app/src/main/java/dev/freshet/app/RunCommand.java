package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.ingest.records.Adaptation.Decision;
import java.util.Locale;
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
    try (Interruption.Registration polled = context.interruption().polled();
        Pipeline pipeline = Pipeline.start(context, meter, context.err()::println);
        Service service = Service.start(context, pipeline, meter)) {
      context.err().println("running on " + pipeline.cluster().bootstrapServers());
      service.address().ifPresent(url -> context.err().println("metrics on " + url));
      long next = 0;
      while (!context.interruption().requested()) {
        pipeline.check();
        if (System.currentTimeMillis() >= next) {
          context.err().println(status(meter.read(), pipeline));
          next = System.currentTimeMillis() + STATUS_MILLIS;
        }
        Pause.millis(LOOK_MILLIS);
      }
      context.err().println("stopping: the last step is finished and stored");
    }
    return ExitCode.INTERRUPTED;
  }

  private static String status(LearnMeter.Reading learned, Pipeline pipeline) {
    return String.format(
        Locale.ROOT,
        "trained %d  rejected %d  skipped %d  %.0f tokens/s  loss %.3f  lag: ingest %d, adapter %d",
        learned.count(Decision.TRAINED),
        learned.count(Decision.REJECTED),
        learned.count(Decision.SKIPPED),
        learned.tokensPerSecond(),
        learned.smoothedLoss(),
        pipeline.ingestLag().total(),
        pipeline.adapterLag().total());
  }
}
