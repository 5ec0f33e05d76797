/**
 * Forecasts of a series from its recent past, with quantiles: a small network that was trained once
 * on other series and is used as it is on ones that it never saw (zero-shot, Oreshkin et al. 2021),
 * its linear adaptation to the series at hand, and the classical baselines.
 */
@NullMarked
package dev.freshet.signal.forecast;

import org.jspecify.annotations.NullMarked;
