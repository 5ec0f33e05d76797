/**
 * The numeric side, without Kafka and without RocksDB: anomaly detection and its benchmark,
 * forecasting, and which channel of a signal moved.
 */
@NullMarked
package dev.freshet.signal;

import org.jspecify.annotations.NullMarked;
