/**
 * What keeps a lane from forgetting while it learns: earlier documents that are learned again, a
 * text on which the model is held to the base, and a running average of the weights.
 *
 * <p>{@link dev.freshet.learner.retention.Retention} says how, {@link
 * dev.freshet.learner.retention.Memory} is what the fold carries for it. Which weights a step moves
 * at all is the chain's concern: {@link dev.freshet.learner.gradient.LargestShare}.
 */
@NullMarked
package dev.freshet.learner.retention;

import org.jspecify.annotations.NullMarked;
