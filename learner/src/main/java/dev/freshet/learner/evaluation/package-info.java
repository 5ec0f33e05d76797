/**
 * How well a way of adapting works: uptake of what was read against damage elsewhere, on documents
 * that nothing was tuned on (the protocol of Hu et al. 2023, at equal damage).
 */
@NullMarked
package dev.freshet.learner.evaluation;

import org.jspecify.annotations.NullMarked;
