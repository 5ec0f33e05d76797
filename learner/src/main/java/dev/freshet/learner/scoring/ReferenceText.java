package dev.freshet.learner.scoring;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TokenWindows;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A text on other things, on which the damage that learning does elsewhere is measured. Read in
 * windows of the model's context without overlap; the first token of each is not predicted.
 */
public final class ReferenceText {
  /**
   * The text under two sets of weights.
   *
   * @param nllBase nats per token before
   * @param nllNow nats per token now
   * @param kl the mean over tokens of KL(base || now), in nats
   */
  public record Comparison(long tokens, double nllBase, double nllNow, double kl) {}

  /** The text under one set of weights, in nats per token. */
  public record Likelihood(long tokens, double nll) {}

  private final LanguageModel model;
  private final List<int[]> windows;

  private ReferenceText(LanguageModel model, List<int[]> windows) {
    this.model = model;
    this.windows = windows;
  }

  /** Reads a text file for a model. */
  public static ReferenceText read(Path file, LanguageModel model) {
    return new ReferenceText(model, windows(file, model, model.config().context()));
  }

  /**
   * The tokens of a text file in windows without overlap.
   *
   * @param length of each in tokens; the last may be shorter, but for a single token
   */
  public static List<int[]> windows(Path file, LanguageModel model, int length) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw unusable(file, "there is no such file");
    } catch (CharacterCodingException e) {
      throw unusable(file, "this is not UTF-8 text");
    } catch (IOException e) {
      throw unusable(file, "it cannot be read: " + e.getMessage());
    }
    List<int[]> windows =
        TokenWindows.disjoint(model.tokenizer().encode(text).ids(), length).stream()
            .filter(window -> window.length > 1)
            .toList();
    if (windows.isEmpty()) {
      throw unusable(file, "it holds fewer than two tokens");
    }
    return windows;
  }

  private static FreshetException unusable(Path file, String what) {
    return new FreshetException(
        ExitCode.ARTEFACT, what, file.toString(), "give a plain text file in UTF-8");
  }

  /**
   * Some windows of the text, for a measurement that is repeated often: the base model reads them
   * once.
   *
   * @param index which: the text is gone through in turn, from its start again behind its end
   * @param count how many windows
   */
  public Excerpt excerpt(int index, int count) {
    List<int[]> chosen = new ArrayList<>();
    for (int i = 0; i < Math.min(count, windows.size()); i++) {
      chosen.add(windows.get((int) (((long) index * count + i) % windows.size())));
    }
    return new Excerpt(chosen);
  }

  /** Windows of the text with what the base model makes of them. */
  public final class Excerpt implements AutoCloseable {
    private final List<int[]> windows;
    private final Arena arena = Arena.on(model.device());
    private final List<Tensor> base = new ArrayList<>();

    private Excerpt(List<int[]> windows) {
      this.windows = windows;
      for (int[] window : windows) {
        try (Scope scope = Scope.on(model.device())) {
          Tensor ids = Tensor.of(window, 1, window.length);
          base.add(arena.adopt(logProbabilities(model.parameters(), ids)));
        }
      }
    }

    /** These windows under the base model's weights and under others. */
    public Comparison compare(TensorTree now) {
      Sums sums = new Sums();
      for (int i = 0; i < windows.size(); i++) {
        try (Scope scope = Scope.on(model.device())) {
          Tensor ids = Tensor.of(windows.get(i), 1, windows.get(i).length);
          sums.add(base.get(i), logProbabilities(now, ids), ids);
        }
      }
      return sums.means();
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  /** The text's likelihood under some weights. */
  public Likelihood likelihood(TensorTree parameters) {
    long tokens = 0;
    double sum = 0;
    for (int[] window : windows) {
      try (Scope scope = Scope.on(model.device())) {
        Tensor ids = Tensor.of(window, 1, window.length);
        sum += nll(logProbabilities(parameters, ids), ids);
      }
      tokens += window.length - 1;
    }
    return new Likelihood(tokens, sum / tokens);
  }

  /** The text under the base model's weights and under others. */
  public Comparison compare(TensorTree now) {
    Sums sums = new Sums();
    for (int[] window : windows) {
      try (Scope scope = Scope.on(model.device())) {
        Tensor ids = Tensor.of(window, 1, window.length);
        sums.add(logProbabilities(model.parameters(), ids), logProbabilities(now, ids), ids);
      }
    }
    return sums.means();
  }

  /** How many windows the text has. */
  public int windows() {
    return windows.size();
  }

  private static final class Sums {
    private long tokens;
    private double base;
    private double now;
    private double divergence;

    void add(Tensor p, Tensor q, Tensor ids) {
      tokens += ids.size(1) - 1;
      base += nll(p, ids);
      now += nll(q, ids);
      divergence += kl(p, q);
    }

    Comparison means() {
      return new Comparison(tokens, base / tokens, now / tokens, divergence / tokens);
    }
  }

  private static double kl(Tensor p, Tensor q) {
    return p.exp().times(p.minus(q)).sum().item();
  }

  private Tensor logProbabilities(TensorTree parameters, Tensor ids) {
    return model.decoder().logits(parameters, ids.slice(1, 0, ids.size(1) - 1)).logSoftmax(-1);
  }

  private static double nll(Tensor logProbabilities, Tensor ids) {
    long predicted = ids.size(1) - 1;
    Tensor targets = ids.slice(1, 1, predicted + 1).reshape(1, predicted, 1);
    return -logProbabilities.gather(2, targets).sum().item();
  }
}
