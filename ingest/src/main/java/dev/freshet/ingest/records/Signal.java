package dev.freshet.ingest.records;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One reading of a numeric series: a value for each channel that was read.
 *
 * @param series which series; its readings are ordered by time
 * @param topic the topic of the documents that it foretells
 * @param time when it was read
 * @param values by channel, finite; a channel that is null in JSON was not read and is left out
 */
public record Signal(String series, String topic, Instant time, Map<String, Double> values) {

  public Signal {
    series = Require.name(series, "series");
    topic = Require.name(topic, "topic");
    time = Require.present(time, "time");
    values = read(Require.present(values, "values"));
  }

  private static Map<String, Double> read(Map<String, Double> values) {
    Map<String, Double> read = new LinkedHashMap<>();
    values.forEach(
        (channel, value) -> {
          Require.name(channel, "values");
          if (value != null) {
            Require.measured(value, "values." + channel);
            read.put(channel, value);
          }
        });
    return Collections.unmodifiableMap(read);
  }
}
