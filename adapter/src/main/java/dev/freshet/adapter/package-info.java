/** The fold: log, gate, weigh, step, report, as a Kafka Streams topology. */
@NullMarked
package dev.freshet.adapter;

import org.jspecify.annotations.NullMarked;
