package dev.freshet.adapter;

import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** Asks the broker how far a group has committed, undecided transactions not counted. */
@FunctionalInterface
public interface CommittedOffsets {
  /** The next offset to process; empty where nothing was ever committed. */
  OptionalLong of(String group, TopicPartition partition);
}
