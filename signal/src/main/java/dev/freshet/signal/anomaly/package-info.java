/**
 * Anomaly detectors over a stream of numbers: each sees a point once, in order, and says how
 * unusual it is from that point and earlier ones alone. One small interface, one file for each
 * member of the family.
 */
@NullMarked
package dev.freshet.signal.anomaly;

import org.jspecify.annotations.NullMarked;
