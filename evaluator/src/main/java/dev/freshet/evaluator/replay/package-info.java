/**
 * The comparison of replays: the same log, folded under several settings and in several orders.
 *
 * <p>A {@link dev.freshet.evaluator.replay.ReplayRun} is one fold with what was measured on its
 * way: the probes of each document on the base model, right after the document's step (lag 0), and
 * at the end. Runs are paired by document, so that what differs is the settings alone; intervals
 * resample documents and orders.
 */
@NullMarked
package dev.freshet.evaluator.replay;

import org.jspecify.annotations.NullMarked;
