/**
 * The gate: how far a document lies from those that were learned before, and whether it may be
 * learned itself.
 *
 * <p>A family of {@link dev.freshet.learner.gate.NoveltyScore scores}, each one file, reads what
 * the step's own forward pass gives. Every score is standardised by what was usual so far, in the
 * lane and in the document's topic; their sum is ranked among the sums of earlier documents, which
 * gives a conformal p-value (Vovk et al. 2005) and with it a rate of false alarms that is stated
 * beforehand. All that the gate remembers is in {@link dev.freshet.learner.gate.GateState}:
 * bounded, immutable, part of the fold.
 */
@NullMarked
package dev.freshet.learner.gate;

import org.jspecify.annotations.NullMarked;
