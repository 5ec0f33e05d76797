package dev.freshet.learner.meta;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gradient.Pullback;
import dev.freshet.tensor.TensorTree;

/**
 * A base model that is adapted in the inner steps.
 *
 * @param optimizer the chain that serves it, without step sizes
 * @param parameters before the first step; they must outlive the training
 */
public record MetaBase(Decoder decoder, Pullback optimizer, TensorTree parameters) {}
