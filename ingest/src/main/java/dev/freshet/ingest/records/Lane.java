package dev.freshet.ingest.records;

import dev.freshet.ingest.records.Decoded.Fault;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** The name of a lane, which is the key of its records: one lineage of weights. */
public final class Lane {
  /** Where records without a key go. */
  public static final String MAIN = "main";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final String RULE =
      "a lane's name has 1 to 100 letters, digits, `.`, `_` and `-`, a letter or digit first";

  private Lane() {}

  /** The lane that a record's key names; no key, or an empty one, is {@link #MAIN}. */
  public static Decoded<String> ofKey(byte @Nullable [] key) {
    if (key == null || key.length == 0) {
      return Decoded.good(MAIN);
    }
    return Utf8.decode(key)
        .then(
            name ->
                NAME.matcher(name).matches()
                    ? Decoded.good(name)
                    : Decoded.bad(Fault.LANE, "the key is no lane: " + RULE));
  }

  /** The name itself, or IllegalArgumentException with the rule. */
  public static String require(@Nullable String name) {
    String lane = Require.present(name, "lane");
    Require.that(NAME.matcher(lane).matches(), RULE);
    return lane;
  }

  public static byte[] key(String lane) {
    return lane.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The partition that holds a lane: that of Kafka's default partitioner for its key.
   *
   * @param partitions how many the topic has
   */
  public static int partition(String lane, int partitions) {
    return Utils.toPositive(Utils.murmur2(key(lane))) % partitions;
  }

  /** The key of a probe: its topic is compacted, so that the lane alone would keep only one. */
  public static String probeKey(String lane, String probeId) {
    return lane + "/" + probeId;
  }

  /** The lane in a probe's key: what stands before the first slash, else {@link #MAIN}. */
  public static Decoded<String> ofProbeKey(byte @Nullable [] key) {
    if (key == null) {
      return Decoded.good(MAIN);
    }
    return Utf8.decode(key)
        .then(
            text -> {
              int slash = text.indexOf('/');
              return slash < 0 ? Decoded.good(MAIN) : ofKey(key(text.substring(0, slash)));
            });
  }
}
