package dev.freshet.learner.weighting;

import dev.freshet.tensor.Tensor;
import java.util.function.Supplier;

/**
 * What a {@link WeightingNetwork} may look at. The tensors are computed by the first that asks, in
 * the scope that is current then, and no gradient flows through them.
 *
 * @param ids the document's n tokens
 * @param hidden the base model's final hidden states {@code [n, width]}
 * @param losses the base model's loss of each token but the first, {@code [n - 1]}
 */
public record NetworkInput(int[] ids, Supplier<Tensor> hidden, Supplier<Tensor> losses) {}
