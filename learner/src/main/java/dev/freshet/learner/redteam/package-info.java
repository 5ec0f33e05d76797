/**
 * Attacks on what a model learns from, and what gets past the gate.
 *
 * <p>A family of {@link dev.freshet.learner.redteam.Attack attacks}, each one file, turns usual
 * documents into hostile ones. {@link dev.freshet.learner.redteam.RedTeamTrial} mixes these into a
 * usual stream, once before a gate and once without one, and measures what is let through and what
 * that does to questions on other documents.
 */
@NullMarked
package dev.freshet.learner.redteam;

import org.jspecify.annotations.NullMarked;
