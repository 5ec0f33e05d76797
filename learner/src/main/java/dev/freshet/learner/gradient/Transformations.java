package dev.freshet.learner.gradient;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.AdapterSettings.Optimizer;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
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
     * @throws FreshetException if it needs one that the model lacks
     */
    Optional<Pullback> of(Optimizer optimizer, double damping);
  }

  /**
   * That chain, for meta-training, which carries derivatives back through it. An anchor is left
   * out: it does not pull while the model is the base, and the outer loss has a divergence of its
   * own.
   *
   * @throws FreshetException if the settings ask for what derivatives do not pass
   */
  public static Pullback trainable(AdapterSettings settings, Preconditioners preconditioners) {
    boolean keeps =
        settings.rehearsal().isOn()
            || settings.sparse().isOn()
            || settings.average() > 0
            || settings.updateShare() < 1;
    if (keeps) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "meta-training does not go through rehearsal, sparse, average or update-share",
          "adapter",
          "train without them, and set them again where the result is used");
    }
    return Pullback.of(of(settings, settings.learningRate(), preconditioners, Map.of()));
  }

  /**
   * That chain at a learning rate, which the passes of a step share.
   *
   * @param preconditioners the base model's
   * @param stepSizes on top of it, by tensor; none where empty
   * @throws FreshetException if the settings want a preconditioner that the model lacks
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
    Schedule rate = Schedule.constant(learningRate / settings.passes());
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
    if (settings.updateShare() < 1) {
      links.add(new LargestShare(settings.updateShare()));
    }
    return new Chain(links);
  }
}
