/**
 * The hosted model: a decoder of the Llama architecture (Touvron et al. 2023) as a pure function
 * from parameters and token ids to logits. Parameters carry the names that Hugging Face files give
 * them.
 */
@NullMarked
package dev.freshet.learner.decoder;

import org.jspecify.annotations.NullMarked;
