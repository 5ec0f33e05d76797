/**
 * The fold: {@code read -> accept -> weigh -> step -> report}, as a Kafka Streams topology over
 * {@code freshet.log}.
 *
 * <p>The weights of a lane are a function of the log alone. The lane is a state store whose
 * changelog is the log itself: restoring it folds the records up to the committed offset without a
 * word to the outside, and processing folds the rest and reports. Both call the same {@link
 * dev.freshet.adapter.Fold}.
 */
@NullMarked
package dev.freshet.adapter;

import org.jspecify.annotations.NullMarked;
