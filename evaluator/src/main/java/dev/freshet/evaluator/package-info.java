/** Probes and adaptations in, uptake by topic out, as a Kafka Streams topology. */
@NullMarked
package dev.freshet.evaluator;

import org.jspecify.annotations.NullMarked;
