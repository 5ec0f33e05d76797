package dev.freshet.learner.decoder;

/**
 * Where the tokens of a batch stand, and which of the keys each of them sees. A row need not be one
 * text: several continuations of one beginning can stand side by side in it, each blind to the
 * others (a token tree; Miao et al. 2024).
 *
 * <p>The keys are those that a cache holds, in order, and then the tokens themselves.
 *
 * @param rows rows of the batch
 * @param positions {@code [rows, time]}: what the rotation of each token is by
 * @param seen {@code [rows, time, keys]}; every token sees a key at least
 */
@SuppressWarnings("ArrayRecordComponent") // handed to the decoder, never compared
public record Placement(int rows, int[] positions, boolean[] seen) {
  public Placement {
    boolean whole = rows > 0 && positions.length > 0 && positions.length % rows == 0;
    if (!whole || seen.length == 0 || seen.length % positions.length != 0) {
      throw new IllegalArgumentException(
          positions.length + " positions and " + seen.length + " marks for " + rows + " rows");
    }
  }

  /**
   * Texts that were padded at their beginning, each token seeing itself and those before it.
   *
   * @param padding per row, how many of the keys from the left are padding
   * @param held keys that a cache already holds; the tokens follow them
   */
  static Placement padded(int[] padding, int held, int time) {
    int keys = held + time;
    int[] positions = new int[padding.length * time];
    boolean[] seen = new boolean[positions.length * keys];
    for (int row = 0; row < padding.length; row++) {
      for (int token = 0; token < time; token++) {
        int at = held + token;
        positions[row * time + token] = Math.max(0, at - padding[row]);
        for (int key = 0; key <= at; key++) {
          // Padding sees itself, so that its softmax stays finite; nothing reads it.
          seen[(row * time + token) * keys + key] = key == at || key >= padding[row];
        }
      }
    }
    return new Placement(padding.length, positions, seen);
  }

  /** Tokens of a row. */
  int time() {
    return positions.length / rows;
  }

  /** Keys of a row: those of the cache and the tokens'. */
  int keys() {
    return seen.length / positions.length;
  }
}
