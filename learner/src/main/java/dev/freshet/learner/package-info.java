/**
 * The language side, without Kafka and without RocksDB: decoder, tokenizer, token weighting,
 * gradient transformations, pre-training, generation.
 */
@NullMarked
package dev.freshet.learner;

import org.jspecify.annotations.NullMarked;
