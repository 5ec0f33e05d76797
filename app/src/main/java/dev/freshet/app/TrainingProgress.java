package dev.freshet.app;

import dev.freshet.learner.pretraining.Pretraining;
import java.util.Locale;

/** Shows a training's progress on stderr, a line now and then. */
final class TrainingProgress implements Pretraining.Listener {
  private static final long EVERY_NANOS = 15_000_000_000L;

  private final CommandContext context;
  private final long start = System.nanoTime();
  private long lastLine;
  private long firstStep = -1;
  private double smoothed = Double.NaN;

  TrainingProgress(CommandContext context) {
    this.context = context;
  }

  @Override
  public void stage(String what) {
    context.err().println(what);
  }

  @Override
  public void step(long step, long steps, double loss, double tokensPerSecond) {
    context.interruption().check();
    if (firstStep < 0) {
      firstStep = step - 1;
    }
    smoothed = Double.isNaN(smoothed) ? loss : 0.95 * smoothed + 0.05 * loss;
    long now = System.nanoTime();
    if (now - lastLine < EVERY_NANOS && step != steps) {
      return;
    }
    lastLine = now;
    double perStep = (now - start) / 1e9 / (step - firstStep);
    long left = Math.round(perStep * (steps - step));
    context
        .err()
        .printf(
            Locale.ROOT,
            "step %d of %d  loss %.4f  %.0f tokens/s  %d min %02d s left%n",
            step,
            steps,
            smoothed,
            tokensPerSecond,
            left / 60,
            left % 60);
  }
}
