package dev.freshet.learner.meta;

import java.util.Locale;

/** What meta-training can learn. */
public enum MetaPart {
  /** The network that weighs tokens. */
  WEIGHTS,
  /** Step sizes for the tensors of the base model, or their rows (Meta-SGD, Li et al. 2017). */
  STEPS,
  /** The parameters that adaptation starts from (MAML, Finn et al. 2017). */
  INIT;

  /** As options and cards spell it. */
  public String spelled() {
    return name().toLowerCase(Locale.ROOT);
  }
}
