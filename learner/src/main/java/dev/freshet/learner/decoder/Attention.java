package dev.freshet.learner.decoder;

/** Which positions of its row a position sees. */
public enum Attention {
  /** Itself and those before it. */
  CAUSAL,
  /** All. */
  BIDIRECTIONAL
}
