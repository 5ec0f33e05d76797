/**
 * What a model took up, topic by topic. A probe is a question on a document; once the document was
 * learned from, it is asked of the base model and of the weights right after that step. The
 * difference of its answer's negative log-likelihood, in nats per token, is the <i>uptake</i> (Hu
 * et al. 2023); token F1 and exact match stand beside it as SQuAD defines them.
 *
 * <p>A row says which step was asked for and which was scored, their difference being the lag: 0 in
 * one process, where the learner waits for the evaluator; more where a snapshot was gone, as after
 * a restart.
 */
@NullMarked
package dev.freshet.evaluator;

import org.jspecify.annotations.NullMarked;
