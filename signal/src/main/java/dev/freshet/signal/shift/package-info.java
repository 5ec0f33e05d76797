/**
 * Which channels of a multivariate signal moved between two windows: tests of conditional
 * distributions by their scores (Kulinski, Bagchi and Inouye 2020).
 */
@NullMarked
package dev.freshet.signal.shift;

import org.jspecify.annotations.NullMarked;
