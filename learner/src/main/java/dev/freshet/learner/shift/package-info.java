/**
 * Has the stream moved? Tests of whether two windows of vectors come from one distribution.
 *
 * <p>A family of {@link dev.freshet.learner.shift.TwoSampleTest distances between samples}, each
 * one file, turned into a p-value by {@link dev.freshet.learner.shift.PermutationTest}: under the
 * hypothesis that all vectors are exchangeable, any of them could as well have stood in the other
 * window, so that the distance's rank among those of permuted windows is uniform, whatever the
 * distribution is. Where the gate judges one document at a time, these judge many together, and see
 * shifts that no single document shows.
 */
@NullMarked
package dev.freshet.learner.shift;

import org.jspecify.annotations.NullMarked;
