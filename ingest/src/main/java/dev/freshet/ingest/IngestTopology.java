package dev.freshet.ingest;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.ingest.Verdict.Way;
import dev.freshet.ingest.records.Ground;
import dev.freshet.ingest.shred.StoredKey;
import dev.freshet.ingest.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.Stores;

/**
 * The way into the log: {@code read -> accept -> gather by lane -> number -> log}, refusals to the
 * dead letters; the keys of what is sealed go to the keys.
 *
 * <p>A lane's records may arrive in any partition of any input topic, and without a key at all.
 * They are gathered in one partition before they are numbered, because a number is the lane's, not
 * the partition's (docs/decisions/0003).
 */
public final class IngestTopology {
  private static final Consumed<byte[], byte[]> RAW =
      Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
          .withTimestampExtractor((record, before) -> Math.max(0, record.timestamp()));

  private IngestTopology() {}

  /**
   * The topology for these settings. Pure: it touches no broker.
   *
   * @param ground what the fold of the records that come in now runs under
   */
  public static Topology build(Settings settings, Ground ground) {
    Topics topics = Topics.of(settings.topics());
    int limit = settings.ingest().maxRecordSize().toIntBytes();
    Door door = door(topics, settings);
    StreamsBuilder builder = new StreamsBuilder();
    addStores(builder, settings);

    Ways accepted =
        Ways.of(
            builder.stream(sources(topics, settings), RAW)
                .process(() -> new Accept(door, limit), Named.as("accept")),
            "accept");
    Ways numbered =
        Ways.of(
            accepted
                .admitted()
                .repartition(
                    Repartitioned.with(Serdes.ByteArray(), Serdes.ByteArray())
                        .withName("lanes")
                        .withNumberOfPartitions(settings.topics().partitions()))
                .process(
                    () ->
                        new Numbering(
                            ground, settings.log().shred(), settings.adapter().maxLanes(), limit),
                    Named.as("number"),
                    Numbering.SEQ_STORE,
                    Numbering.SEEN_STORE,
                    Numbering.GROUND_STORE),
            "number");
    numbered.admitted().to(topics.log(), bytes("log"));
    numbered
        .keys()
        .to(topics.keys(), bytes("keys").withStreamPartitioner(StoredKey::besideItsLane));
    accepted.refused().to(topics.dlq(), bytes("unreadable"));
    numbered.refused().to(topics.dlq(), bytes("unnumbered"));
    return builder.build();
  }

  /** One for each sink: it is changed by what is set on it. */
  private static Produced<byte[], byte[]> bytes(String name) {
    return Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(name);
  }

  private record Ways(
      KStream<byte[], byte[]> admitted,
      KStream<byte[], byte[]> keys,
      KStream<byte[], byte[]> refused) {

    static Ways of(KStream<byte[], Verdict> verdicts, String name) {
      Map<String, KStream<byte[], Verdict>> ways =
          verdicts
              .split(Named.as(name + "-"))
              .branch((key, verdict) -> verdict.way() == Way.ADMITTED, Branched.as("admitted"))
              .branch((key, verdict) -> verdict.way() == Way.KEY, Branched.as("keys"))
              .defaultBranch(Branched.as("refused"));
      return new Ways(
          bytes(ways, name + "-admitted"),
          bytes(ways, name + "-keys"),
          bytes(ways, name + "-refused"));
    }

    private static KStream<byte[], byte[]> bytes(
        Map<String, KStream<byte[], Verdict>> ways, String name) {
      KStream<byte[], Verdict> way = ways.get(name);
      if (way == null) {
        throw new AssertionError("no branch " + name);
      }
      return way.mapValues(Verdict::bytes, Named.as(name + "-bytes"));
    }
  }

  private static List<String> sources(Topics topics, Settings settings) {
    List<String> sources = new ArrayList<>(List.of(topics.documents(), topics.control()));
    for (String source : settings.ingest().sourceTopics()) {
      if (topics.all().contains(source)) {
        throw new FreshetException(
            ExitCode.CONFIGURATION,
            "`" + source + "` is a topic of Freshet's own",
            "ingest.source-topics",
            "name topics of yours only; " + topics.documents() + " is read in any case");
      }
      sources.add(source);
    }
    return sources.stream().distinct().toList();
  }

  private static Door door(Topics topics, Settings settings) {
    try {
      return new Door(topics, settings.ingest());
    } catch (IllegalArgumentException e) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          String.valueOf(e.getMessage()),
          "ingest.mapping",
          "map our fields to the names of yours, for instance `text: body.plain`",
          e);
    }
  }

  /** In memory: a RocksDB store would make every kill a wipe of its task. All are logged. */
  private static void addStores(StreamsBuilder builder, Settings settings) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(Numbering.SEQ_STORE), Serdes.String(), Serdes.Long()));
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(Numbering.GROUND_STORE),
            Serdes.String(),
            Serdes.ByteArray()));
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.lruMap(Numbering.SEEN_STORE, settings.ingest().rememberedIds()),
            Serdes.String(),
            Serdes.String()));
  }
}
