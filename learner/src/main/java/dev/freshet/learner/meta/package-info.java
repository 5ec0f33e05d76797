/**
 * Meta-training: learning how to take a step. The weights of a document's tokens, a step size for
 * each tensor of the base model and the base model itself are changed so that, <i>after</i> the
 * steps on some documents, their questions are answered well and unrelated text is predicted as
 * before (Hu et al. 2023; Finn et al. 2017; Li et al. 2017).
 *
 * <p>The derivatives of that outer loss are exact and need no second backward pass. An {@link
 * dev.freshet.learner.meta.InnerLoop} takes the steps and keeps where it was; the {@link
 * dev.freshet.learner.meta.Adjoint} walks them back, with two more passes a step. {@link
 * dev.freshet.learner.meta.MetaTrainer} is the family of ways to use them.
 */
@NullMarked
package dev.freshet.learner.meta;

import org.jspecify.annotations.NullMarked;
