/**
 * Token weightings: how much each token of a document counts in the step that is taken on it (Hu et
 * al. 2023). One small interface, one file for each member of the family.
 */
@NullMarked
package dev.freshet.learner.weighting;

import org.jspecify.annotations.NullMarked;
