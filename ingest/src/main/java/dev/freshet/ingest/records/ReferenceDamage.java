package dev.freshet.ingest.records;

/**
 * A lane's weights on a text that it does not learn from.
 *
 * @param step whose weights were read
 * @param tokens predicted
 * @param nllBase nats per token under the base model
 * @param nllNow nats per token now
 * @param kl the mean over tokens of KL(base || now), in nats
 */
public record ReferenceDamage(long step, long tokens, double nllBase, double nllNow, double kl) {
  public ReferenceDamage {
    Require.counted(step, "step");
    Require.counted(tokens, "tokens");
    Require.measured(nllBase, "nllBase");
    Require.measured(nllNow, "nllNow");
    Require.measured(kl, "kl");
  }
}
