package dev.freshet.learner.gradient;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.AdapterSettings.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The chain of gradient transformations that settings ask for. */
public final class Transformations {
  private Transformations() {}

  /** What a base model brings to scale its gradients by. */
  @FunctionalInterface
  public interface Preconditioners {
    /**
     * The link that an optimizer begins with; empty where it needs none.
     *
     * @throws dev.freshet.config.FreshetException if it needs one that the model lacks
     */
    Optional<Pullback> of(Optimizer optimizer, double damping);
  }

  /**
   * That chain.
   *
   * @param preconditioners the base model's
   * @throws FreshetException if the settings want one that the model lacks
   */
  public static GradientTransformation of(
      AdapterSettings settings, Preconditioners preconditioners) {
    return of(settings, settings.learningRate(), preconditioners, Map.of());
  }

  /**
   * The same at another learning rate.
   *
   * @param stepSizes on top of it, by tensor; none where empty
   */
  public static GradientTransformation of(
      AdapterSettings settings,
      double learningRate,
      Preconditioners preconditioners,
      Map<String, StepSize> stepSizes) {
    List<GradientTransformation> links = new ArrayList<>();
    if (settings.clipNorm() > 0) {
      links.add(new ClipByGlobalNorm(settings.clipNorm()));
    }
    Schedule rate = Schedule.constant(learningRate);
    preconditioners.of(settings.optimizer(), settings.damping()).ifPresent(links::add);
    links.add(
        switch (settings.optimizer()) {
          case SGD, PRECONDITIONED, KRONECKER -> new Sgd(rate);
          case MOMENTUM -> new Momentum(rate, settings.momentum());
          case ADAM -> new Adam(rate, 0.9, 0.999, 1e-8, 0);
          case ADAMW -> new Adam(rate, 0.9, 0.999, 1e-8, settings.weightDecay());
        });
    if (!stepSizes.isEmpty()) {
      links.add(new StepSizes(stepSizes));
    }
    return new Chain(links);
  }
}
