package dev.freshet.learner.retention;

import dev.freshet.config.AnchorSettings;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.nio.file.Path;
import java.util.List;

/**
 * Holds the model to the base on a text that is not learned: each step adds weight KL(base || now),
 * the mean over the tokens of one window of it (Kirkpatrick et al. 2017 hold weights so; here the
 * predictions are held). It costs a forward pass of the base and a forward and backward pass of the
 * model over the window.
 */
public final class Anchor {
  private static final long WINDOWS = CounterRandom.seedOf("anchor");

  private final LanguageModel base;
  private final List<int[]> windows;
  private final double weight;

  private Anchor(LanguageModel base, List<int[]> windows, double weight) {
    this.base = base;
    this.windows = windows;
    this.weight = weight;
  }

  /**
   * The anchor that settings ask for, which must be on.
   *
   * @throws dev.freshet.config.FreshetException if the text cannot be read
   */
  static Anchor of(AnchorSettings settings, LanguageModel base) {
    int length = Math.min(settings.tokens(), base.config().context());
    return new Anchor(
        base, ReferenceText.windows(Path.of(settings.text()), base, length), settings.weight());
  }

  /** The window of a pass of a step. */
  int[] window(long step, int pass) {
    return windows.get(new CounterRandom(WINDOWS + pass, step).nextInt(windows.size()));
  }

  /** The scalar that a pass of a step adds to its loss. */
  public Tensor pull(TensorTree leaves, long step, int pass) {
    int[] window = window(step, pass);
    Tensor ids = Tensor.of(window, 1, window.length).slice(1, 0, window.length - 1L);
    Tensor p = base.decoder().logits(base.parameters(), ids).logSoftmax(-1);
    Tensor q = base.decoder().logits(leaves, ids).logSoftmax(-1);
    return p.exp().times(p.minus(q)).sum().scaled(weight / (window.length - 1));
  }
}
