package dev.freshet.learner.gradient;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.AdapterSettings.Optimizer;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The chain of gradient transformations that settings ask for. */
public final class Transformations {
  private Transformations() {}

  /**
   * That chain.
   *
   * @param preconditioner the base model's, asked only where the settings want it
   * @throws FreshetException if the settings want one that the model lacks
   */
  public static GradientTransformation of(
      AdapterSettings settings, Supplier<Optional<Precondition>> preconditioner) {
    return of(settings, settings.learningRate(), preconditioner, Map.of());
  }

  /**
   * The same at another learning rate.
   *
   * @param stepSizes on top of it, by tensor; none where empty
   */
  public static GradientTransformation of(
      AdapterSettings settings,
      double learningRate,
      Supplier<Optional<Precondition>> preconditioner,
      Map<String, StepSize> stepSizes) {
    List<GradientTransformation> links = new ArrayList<>();
    if (settings.clipNorm() > 0) {
      links.add(new ClipByGlobalNorm(settings.clipNorm()));
    }
    Schedule rate = Schedule.constant(learningRate);
    if (settings.optimizer() == Optimizer.PRECONDITIONED) {
      links.add(preconditioner.get().orElseThrow(Transformations::noMoments));
    }
    links.add(
        switch (settings.optimizer()) {
          case SGD, PRECONDITIONED -> new Sgd(rate);
          case MOMENTUM -> new Momentum(rate, settings.momentum());
          case ADAM -> new Adam(rate, 0.9, 0.999, 1e-8, 0);
          case ADAMW -> new Adam(rate, 0.9, 0.999, 1e-8, settings.weightDecay());
        });
    if (!stepSizes.isEmpty()) {
      links.add(new StepSizes(stepSizes));
    }
    return new Chain(links);
  }

  private static FreshetException noMoments() {
    return new FreshetException(
        ExitCode.CONFIGURATION,
        "this base model brings no second moments",
        "adapter.optimizer",
        "set `adapter.optimizer: sgd` with a `learning-rate` near 0.015, or take a model that has"
            + " second-moments.safetensors");
  }
}
