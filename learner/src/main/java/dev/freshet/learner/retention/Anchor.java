package dev.freshet.learner.retention;

import dev.freshet.config.AnchorSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holds the model to the base on a text that is not learned: each step adds weight KL(base || now),
 * the mean over the tokens of some windows of it (Kirkpatrick et al. 2017 hold weights so; here the
 * predictions are held). It costs a forward pass of the base and a forward and backward pass of the
 * model over the windows.
 */
public final class Anchor {
  private static final long WINDOWS = CounterRandom.seedOf("anchor");

  private final LanguageModel base;
  private final List<int[]> windows;
  private final int drawn;
  private final double weight;

  private Anchor(LanguageModel base, List<int[]> windows, int drawn, double weight) {
    this.base = base;
    this.windows = windows;
    this.drawn = drawn;
    this.weight = weight;
  }

  /**
   * The anchor that settings ask for, which must be on.
   *
   * @throws FreshetException if the text cannot be read
   */
  static Anchor of(AnchorSettings settings, LanguageModel base) {
    int length = Math.min(settings.tokens(), base.config().context());
    Path text = text(settings, base.directory());
    List<int[]> all = ReferenceText.windows(text, base, length);
    int first = all.get(0).length;
    List<int[]> alike = all.stream().filter(window -> window.length == first).toList();
    return new Anchor(base, alike, settings.windows(), settings.weight());
  }

  /**
   * The text that settings name, which must be on.
   *
   * @throws FreshetException if there is no such file
   */
  public static Path text(AnchorSettings settings, Path modelDirectory) {
    Path text = Retention.text(settings.text(), modelDirectory);
    if (!Files.exists(text)) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "there is no text that `adapter.anchor` could hold the model to",
          text.toString(),
          "let the model write one, freshet generate text --model "
              + modelDirectory
              + ", or set adapter.anchor.weight to 0");
    }
    return text;
  }

  /** The windows of a pass of a step, all of one length. */
  List<int[]> windows(long step, int pass) {
    CounterRandom random = new CounterRandom(WINDOWS + pass, step);
    return Stream.generate(() -> windows.get(random.nextInt(windows.size()))).limit(drawn).toList();
  }

  /** The scalar that a pass of a step adds to its loss. */
  public Tensor pull(TensorTree leaves, long step, int pass) {
    List<int[]> chosen = windows(step, pass);
    int predicted = chosen.get(0).length - 1;
    int[] read =
        chosen.stream().flatMapToInt(window -> Arrays.stream(window, 0, predicted)).toArray();
    Tensor ids = Tensor.of(read, drawn, predicted);
    Tensor p = base.decoder().logits(base.parameters(), ids).logSoftmax(-1);
    Tensor q = base.decoder().logits(leaves, ids).logSoftmax(-1);
    return p.exp().times(p.minus(q)).sum().scaled(weight / read.length);
  }
}
