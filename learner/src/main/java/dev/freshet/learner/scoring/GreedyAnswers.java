package dev.freshet.learner.scoring;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.decoder.KeyValueCache;
import dev.freshet.learner.decoder.Placement;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the model says to some questions, greedily, as it grows.
 *
 * <p>A guess that was read along with the prompt saves passes, and changes no answer: its tokens
 * count as far as the model itself would have said them (Stern et al. 2018; Leviathan et al. 2023).
 * From there on each pass adds a token to every answer that is still open.
 */
final class GreedyAnswers {
  private final Decoder decoder;
  private final List<ForkedRow> rows;
  private final int read;
  private final List<List<Integer>> said = new ArrayList<>();
  private final boolean[] open;
  private final int[] agreed;

  /**
   * @param read tokens to a row in the pass that read prompts and guesses
   */
  GreedyAnswers(Decoder decoder, List<ForkedRow> rows, int read) {
    this.decoder = decoder;
    this.rows = rows;
    this.read = read;
    this.open = new boolean[rows.size()];
    this.agreed = new int[rows.size()];
    Arrays.fill(open, true);
    rows.forEach(row -> said.add(new ArrayList<>()));
  }

  /**
   * Takes a row's guess as far as the model agrees, and the first token that the model says instead
   * or after it.
   *
   * @param choices the model's likeliest tokens after the prompt and after each token of the guess,
   *     from an index on
   */
  void judge(int row, long[] choices, int from) {
    int[] guess = rows.get(row).guess();
    append(row, (int) choices[from]);
    while (open[row]
        && agreed[row] < guess.length
        && guess[agreed[row]] == choices[from + agreed[row]]) {
      agreed[row]++;
      append(row, (int) choices[from + agreed[row]]);
    }
  }

  private void append(int row, int id) {
    if (decoder.config().endTokens().contains(id)) {
      open[row] = false;
      return;
    }
    said.get(row).add(id);
    int length = said.get(row).size();
    boolean full = rows.get(row).asked().length + length >= decoder.config().context();
    open[row] = length < rows.get(row).most() && !full;
  }

  /**
   * Says the rest.
   *
   * @param cache of the pass that read the prompts
   */
  void complete(TensorTree parameters, KeyValueCache cache) {
    int[] held = IntStream.range(0, rows.size()).toArray();
    for (int passes = 0; anyOpen(); passes++) {
      int[] places = IntStream.range(0, held.length).toArray();
      int[] current = held;
      int[] kept = Arrays.stream(places).filter(place -> open[current[place]]).toArray();
      if (2 * kept.length <= held.length) { // moving the cache costs less than reading in vain
        cache.keepRows(kept);
        held = Arrays.stream(kept).map(place -> current[place]).toArray();
      }
      long[] next = next(parameters, cache, held, passes);
      for (int i = 0; i < held.length; i++) {
        if (open[held[i]]) {
          append(held[i], (int) next[i]);
        }
      }
    }
  }

  private boolean anyOpen() {
    return IntStream.range(0, open.length).anyMatch(row -> open[row]);
  }

  /** One more token after each held row's last; what comes after closed ones is of no use. */
  private long[] next(TensorTree parameters, KeyValueCache cache, int[] held, int passes) {
    int keys = read + passes + 1;
    int[] ids = new int[held.length];
    int[] positions = new int[held.length];
    boolean[] seen = new boolean[held.length * keys];
    for (int i = 0; i < held.length; i++) {
      ForkedRow row = rows.get(held[i]);
      List<Integer> answer = said.get(held[i]);
      ids[i] = answer.isEmpty() ? 0 : answer.get(answer.size() - 1);
      positions[i] = row.asked().length + Math.max(0, answer.size() - 1);
      row.see(seen, i * keys, row.asked().length + agreed[held[i]]);
      Arrays.fill(seen, i * keys + read, (i + 1) * keys, true);
    }
    try (Scope scope = Scope.nested()) {
      Placement placement = new Placement(held.length, positions, seen);
      Tensor hidden = decoder.hidden(parameters, Tensor.of(ids, held.length, 1), placement, cache);
      Tensor last = hidden.reshape(held.length, decoder.config().width());
      return decoder.project(parameters, last).argMax(1).toLongs();
    }
  }

  /** An answer's tokens, without an end token. */
  int[] ids(int row) {
    return said.get(row).stream().mapToInt(Integer::intValue).toArray();
  }
}
