/**
 * Faults that are really injected, and what must hold under them: processes killed at named places
 * and at random, files damaged, disks filled, networks cut.
 *
 * <p>A suite drives child processes, as a user would: the {@code freshet run} command and a broker
 * of its own. The oracle is another run over the same documents that nothing happened to. Each
 * suite proves that its faults fired, prints one JSON document, and ends with 1 where a promise was
 * not kept.
 */
@NullMarked
package dev.freshet.bench.faults;

import org.jspecify.annotations.NullMarked;
