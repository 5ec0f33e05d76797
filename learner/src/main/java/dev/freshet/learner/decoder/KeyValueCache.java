package dev.freshet.learner.decoder;

import dev.freshet.tensor.Arena;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys and values of the tokens read so far, per layer, so that generation computes each token
 * once. Each is {@code [batch, keyValueHeads, tokens, headWidth]}.
 */
public final class KeyValueCache implements AutoCloseable {
  private final Arena arena;
  private final List<Tensor> keys = new ArrayList<>();
  private final List<Tensor> values = new ArrayList<>();

  public KeyValueCache(ComputeDevice device) {
    this.arena = Arena.on(device);
  }

  /** Tokens held. */
  public int length() {
    return keys.isEmpty() ? 0 : (int) keys.get(0).size(2);
  }

  /** Appends a layer's new keys and values; returns all of them. */
  Tensor[] append(int layer, Tensor newKeys, Tensor newValues) {
    if (layer == keys.size()) {
      keys.add(arena.adopt(newKeys.copy()));
      values.add(arena.adopt(newValues.copy()));
    } else {
      keys.set(layer, grown(keys.get(layer), newKeys));
      values.set(layer, grown(values.get(layer), newValues));
    }
    return new Tensor[] {keys.get(layer), values.get(layer)};
  }

  /** Lets go of all rows of the batch but these, which then stand in this order. */
  public void keepRows(int[] rows) {
    try (Scope scope = Scope.nested()) {
      Tensor kept = Tensor.of(rows, rows.length);
      keys.replaceAll(held -> rowsOf(held, kept));
      values.replaceAll(held -> rowsOf(held, kept));
    }
  }

  private Tensor rowsOf(Tensor held, Tensor rows) {
    long[] shape = held.shape();
    Tensor flat = held.reshape(shape[0], shape[1] * shape[2] * shape[3]);
    Tensor picked = flat.embedding(rows).reshape(rows.size(0), shape[1], shape[2], shape[3]);
    arena.adopt(picked);
    held.close();
    return picked;
  }

  private Tensor grown(Tensor held, Tensor added) {
    Tensor joined = arena.adopt(Tensor.concat(List.of(held, added), 2));
    held.close();
    return joined;
  }

  @Override
  public void close() {
    arena.close();
  }
}
