package dev.freshet.ingest.streams;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The properties that a user may not set, because a promise hangs on each. */
final class Guarded {
  private static final List<String> PREFIXES =
      List.of("main.consumer.", "restore.consumer.", "global.consumer.", "consumer.", "producer.");

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("processing.guarantee", "each document takes effect exactly once"),
          Map.entry("application.id", "it names the group and the stores"),
          Map.entry("group.id", "it is the application's id"),
          Map.entry("group.protocol", "static membership needs the classic one"),
          Map.entry("group.instance.id", "it is kept in the state folder"),
          Map.entry("state.dir", "it lies in the state folder"),
          Map.entry("transactional.id", "Kafka Streams names its transactions"),
          Map.entry("enable.idempotence", "a retry must not write twice"),
          Map.entry("max.block.ms", "a commit must outwait the poll interval"),
          Map.entry("acks", "a record is written when every in-sync replica has it"),
          Map.entry("isolation.level", "aborted records must not be read"),
          Map.entry("enable.auto.commit", "offsets commit with the outputs"),
          Map.entry("auto.offset.reset", "a stream is read from its beginning"),
          Map.entry("key.deserializer", "processors read bytes"),
          Map.entry("value.deserializer", "processors read bytes"),
          Map.entry("key.serializer", "processors write bytes"),
          Map.entry("value.serializer", "processors write bytes"),
          Map.entry("deserialization.exception.handler", "bad records go to the dead letters"),
          Map.entry(
              "default.deserialization.exception.handler", "bad records go to the dead letters"),
          Map.entry("processing.exception.handler", "no record is passed over in silence"),
          Map.entry("production.exception.handler", "no record is passed over in silence"),
          Map.entry("default.production.exception.handler", "no record is passed over in silence"));

  private Guarded() {}

  static void check(Set<String> keys) {
    for (String key : keys) {
      String reason = REASONS.get(bare(key));
      if (reason != null) {
        throw new FreshetException(
            ExitCode.CONFIGURATION,
            "`" + key + "` is not yours to set: " + reason,
            "kafka." + key,
            "take it out");
      }
    }
  }

  /** The property without the kind of client that it is for. */
  static String bare(String key) {
    for (String prefix : PREFIXES) {
      if (key.startsWith(prefix)) {
        return key.substring(prefix.length());
      }
    }
    return key;
  }
}
