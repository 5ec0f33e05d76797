package dev.freshet.app;

import dev.freshet.learner.meta.MetaTraining;
import dev.freshet.learner.meta.Validation;
import java.util.Locale;

/** Shows a meta-training on stderr: a line a step, its validations, the time left. */
final class MetaTrainingProgress implements MetaTraining.Listener, AutoCloseable {
  private final CommandContext context;
  private final ProgressLine line;
  private long lastStep = System.nanoTime();
  private double secondsPerStep = Double.NaN;

  MetaTrainingProgress(CommandContext context) {
    this.context = context;
    this.line = new ProgressLine(context, 500_000_000L);
  }

  @Override
  public void stage(String what) {
    line.close();
    context.err().println(what);
  }

  @Override
  public void episode(int done, int of) {
    context.interruption().check();
    line.show("episode %d of %d", done, of);
  }

  @Override
  public void step(int step, int steps, double loss, double meanWeight, double identityError) {
    context.interruption().check();
    line.close();
    long now = System.nanoTime();
    double seconds = (now - lastStep) / 1e9;
    lastStep = now;
    secondsPerStep = Double.isNaN(secondsPerStep) ? seconds : 0.8 * secondsPerStep + 0.2 * seconds;
    long left = Math.round(secondsPerStep * (steps - step));
    context
        .err()
        .printf(
            Locale.ROOT,
            "step %d of %d  loss %.4f  mean weight %.2f  identity %.1e  %.1f s  at most %d h %02d min"
                + " left%n",
            step,
            steps,
            loss,
            meanWeight,
            identityError,
            seconds,
            left / 3600,
            left / 60 % 60);
  }

  @Override
  public void validated(int step, Validation v, boolean best) {
    line.close();
    context
        .err()
        .printf(
            Locale.ROOT,
            "validation at %d  uptake %.4f (%.4f -> %.4f)  KL %.4f  loss %.4f  mean weight %.2f%s%n",
            step,
            v.uptake(),
            v.nllBefore(),
            v.nllAfter(),
            v.kl(),
            v.loss(),
            v.meanWeight(),
            best ? "  best, kept" : "");
    lastStep = System.nanoTime();
  }

  @Override
  public void close() {
    line.close();
  }
}
