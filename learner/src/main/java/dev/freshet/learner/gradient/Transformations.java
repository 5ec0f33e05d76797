package dev.freshet.learner.gradient;

import dev.freshet.config.AdapterSettings;
import java.util.ArrayList;
import java.util.List;

/** The chain of gradient transformations that settings ask for. */
public final class Transformations {
  private Transformations() {}

  public static GradientTransformation of(AdapterSettings settings) {
    List<GradientTransformation> links = new ArrayList<>();
    if (settings.clipNorm() > 0) {
      links.add(new ClipByGlobalNorm(settings.clipNorm()));
    }
    Schedule rate = Schedule.constant(settings.learningRate());
    links.add(
        switch (settings.optimizer()) {
          case SGD -> new Sgd(rate);
          case MOMENTUM -> new Momentum(rate, settings.momentum());
          case ADAM -> new Adam(rate, 0.9, 0.999, 1e-8, 0);
          case ADAMW -> new Adam(rate, 0.9, 0.999, 1e-8, settings.weightDecay());
        });
    return new Chain(links);
  }
}
