package dev.freshet.ingest.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far a consumer group is behind its topics: records written and not yet committed as read.
 *
 * <p>A group that never read is behind by everything that is there. In topics written by
 * transactions the markers count too, so a lag of one or two may stay. Each question asks the
 * broker; ask at a bounded rate. Safe for every thread.
 */
public final class LagMeter {
  private final Admin admin;
  private final String group;
  private final List<String> topics;

  public LagMeter(Admin admin, String group, Collection<String> topics) {
    this.admin = admin;
    this.group = group;
    this.topics = List.copyOf(topics);
  }

  /** Over all partitions. */
  public long total() {
    return byPartition().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Per topic. */
  public Map<String, Long> byTopic() {
    Map<String, Long> lags = new TreeMap<>();
    byPartition().forEach((at, lag) -> lags.merge(at.topic(), lag, Long::sum));
    return lags;
  }

  private Map<TopicPartition, Long> byPartition() {
    List<TopicPartition> partitions = partitions();
    var read = committed();
    var starts = offsets(partitions, OffsetSpec.earliest());
    var ends = offsets(partitions, OffsetSpec.latest());
    Map<TopicPartition, Long> lags = new HashMap<>();
    for (TopicPartition at : partitions) {
      @Nullable OffsetAndMetadata committed = read.get(at);
      long start = starts.getOrDefault(at, 0L);
      long from = committed == null ? start : Math.max(start, committed.offset());
      lags.put(at, Math.max(0, ends.getOrDefault(at, 0L) - from));
    }
    return lags;
  }

  private List<TopicPartition> partitions() {
    List<TopicPartition> partitions = new ArrayList<>();
    Brokers.await(admin.describeTopics(topics).allTopicNames(), "describe " + topics)
        .forEach(
            (name, topic) ->
                topic
                    .partitions()
                    .forEach(at -> partitions.add(new TopicPartition(name, at.partition()))));
    return partitions;
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() {
    return Brokers.await(
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group),
        "read the offsets of " + group);
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    partitions.forEach(at -> question.put(at, spec));
    Map<TopicPartition, ListOffsetsResultInfo> answer =
        Brokers.await(admin.listOffsets(question).all(), "read the ends of " + topics);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    answer.forEach((at, info) -> offsets.put(at, info.offset()));
    return offsets;
  }
}
