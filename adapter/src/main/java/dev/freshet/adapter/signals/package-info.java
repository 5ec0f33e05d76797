/**
 * Signals: a fold of their own, over {@code freshet.signals}. {@link
 * dev.freshet.adapter.signals.SignalTopology} reads points, gives each series to its watch and
 * writes what that says to {@code freshet.signal.reports}; alarms go to {@code freshet.control},
 * and only through it to a lane. Nothing here knows of weights, and the lanes know nothing of this.
 */
@NullMarked
package dev.freshet.adapter.signals;

import org.jspecify.annotations.NullMarked;
