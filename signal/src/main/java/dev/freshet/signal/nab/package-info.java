/**
 * The Numenta Anomaly Benchmark (Lavin and Ahmad 2015): labelled series, and a score that rewards
 * early detection within a window around each anomaly. Beside it VUS-PR (Paparrizos et al. 2022),
 * which needs no threshold.
 *
 * <p>NAB finds its threshold on the labels that it scores, so its figures flatter every detector
 * alike. A figure at a threshold that was fixed beforehand says more about use.
 */
@NullMarked
package dev.freshet.signal.nab;

import org.jspecify.annotations.NullMarked;
