package dev.freshet.learner.generation;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.decoder.KeyValueCache;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Continues prompts with a decoder, many at once. Gives the ids that it would give without its
 * cache and one by one (up to rounding where two tokens are equally likely).
 */
public final class Generator {
  /** Why a continuation ended. */
  public enum StopReason {
    /** The model wrote an end token, which is not part of the ids. */
    END,
    /** As many tokens as were asked for. */
    LENGTH,
    /** The model's context is full. */
    CONTEXT
  }

  /** A continuation. */
  public record Continuation(int[] ids, StopReason stopReason) {}

  private final Decoder decoder;
  private final ComputeDevice device;

  public Generator(Decoder decoder, ComputeDevice device) {
    this.decoder = decoder;
    this.device = device;
  }

  /**
   * Continues each prompt.
   *
   * @param prompts token ids, at least one each, shorter than the context
   * @param maxTokens the most tokens to add to each
   */
  public List<Continuation> continueAll(
      TensorTree parameters, List<int[]> prompts, int maxTokens, Sampling sampling) {
    int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElse(0);
    int context = decoder.config().context();
    if (longest == 0 || longest >= context) {
      throw new IllegalArgumentException(
          "a prompt has 1 to " + (context - 1) + " tokens; the longest here has " + longest);
    }
    int[] padding = prompts.stream().mapToInt(prompt -> longest - prompt.length).toArray();
    Rows rows = new Rows(prompts, sampling);
    try (Scope scope = Scope.on(device);
        KeyValueCache cache = new KeyValueCache(device)) {
      int[] input = padded(prompts, longest);
      for (int made = 0; made < maxTokens && rows.anyOpen(); made++) {
        input = rows.choose(next(parameters, input, padding, cache, sampling));
        rows.endWhereFull(made + 1, maxTokens);
      }
    }
    return rows.continuations();
  }

  private float[][] next(
      TensorTree parameters, int[] input, int[] padding, KeyValueCache cache, Sampling sampling) {
    try (Scope scope = Scope.nested()) {
      int rows = padding.length;
      Tensor ids = Tensor.of(input, rows, input.length / rows);
      Tensor logits = decoder.next(parameters, ids, padding, cache);
      if (sampling.greedy()) {
        long[] best = logits.argMax(1).toLongs();
        return Arrays.stream(best).mapToObj(id -> new float[] {(float) id}).toArray(float[][]::new);
      }
      float[] flat = logits.toFloats();
      int width = flat.length / rows;
      float[][] split = new float[rows][];
      Arrays.setAll(split, row -> Arrays.copyOfRange(flat, row * width, (row + 1) * width));
      return split;
    }
  }

  private static int[] padded(List<int[]> prompts, int length) {
    int[] input = new int[prompts.size() * length];
    for (int row = 0; row < prompts.size(); row++) {
      int[] prompt = prompts.get(row);
      System.arraycopy(prompt, 0, input, (row + 1) * length - prompt.length, prompt.length);
    }
    return input;
  }

  /** The continuations as they grow. */
  private final class Rows {
    private final List<int[]> prompts;
    private final Sampling sampling;
    private final List<List<Integer>> ids = new ArrayList<>();
    private final StopReason[] reasons;
    private final boolean[] closed;
    private final CounterRandom[] randoms;

    Rows(List<int[]> prompts, Sampling sampling) {
      int count = prompts.size();
      this.prompts = prompts;
      this.sampling = sampling;
      this.reasons = new StopReason[count];
      Arrays.fill(reasons, StopReason.LENGTH);
      this.closed = new boolean[count];
      this.randoms = new CounterRandom[count];
      for (int row = 0; row < count; row++) {
        ids.add(new ArrayList<>());
        randoms[row] = new CounterRandom(sampling.seed(), row);
      }
    }

    boolean anyOpen() {
      for (boolean row : closed) {
        if (!row) {
          return true;
        }
      }
      return false;
    }

    /** Ends each row that wants more tokens and has no place for them, whatever the others do. */
    void endWhereFull(int made, int wanted) {
      for (int row = 0; row < closed.length; row++) {
        boolean full = prompts.get(row).length + made >= decoder.config().context();
        if (!closed[row] && full && made < wanted) {
          closed[row] = true;
          reasons[row] = StopReason.CONTEXT;
        }
      }
    }

    /** Appends each open row's next token; returns the input of the next pass, one id a row. */
    int[] choose(float[][] scores) {
      int[] chosen = new int[scores.length];
      for (int row = 0; row < scores.length; row++) {
        int id =
            sampling.greedy() ? (int) scores[row][0] : sampling.draw(scores[row], randoms[row]);
        chosen[row] = id;
        if (!closed[row] && decoder.config().endTokens().contains(id)) {
          closed[row] = true;
          reasons[row] = StopReason.END;
        }
        if (!closed[row]) {
          ids.get(row).add(id);
        }
      }
      return chosen;
    }

    List<Continuation> continuations() {
      List<Continuation> all = new ArrayList<>();
      for (int row = 0; row < reasons.length; row++) {
        int[] row0 = ids.get(row).stream().mapToInt(Integer::intValue).toArray();
        all.add(new Continuation(row0, reasons[row]));
      }
      return all;
    }
  }
}
