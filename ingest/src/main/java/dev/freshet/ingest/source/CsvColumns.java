package dev.freshet.ingest.source;

import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Decoded.Fault;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Signal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the columns of a table of points are: the time, maybe series and topic, the channels. */
record CsvColumns(List<String> names) {
  private static final Set<String> TIMES = Set.of("time", "timestamp", "date");
  private static final String SERIES = "series";
  private static final String TOPIC = "topic";

  /** Java reads more as a number than tables write: a hexadecimal one, {@code 1d}, {@code NaN}. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d++)?");

  /** Reads a header. */
  static Decoded<CsvColumns> of(List<String> names, int maxChannels) {
    if (!TIMES.contains(names.get(0).toLowerCase(Locale.ROOT))) {
      return Decoded.bad(Fault.INVALID, "the first column is `" + names.get(0) + "`, not the time");
    }
    if (names.contains("") || new HashSet<>(names).size() < names.size()) {
      return Decoded.bad(Fault.INVALID, "a column has no name, or two have the same");
    }
    long channels = names.stream().skip(1).filter(CsvColumns::isChannel).count();
    if (channels == 0 || channels > maxChannels) {
      return Decoded.bad(
          Fault.INVALID, channels + " columns are channels; there are 1 to " + maxChannels);
    }
    return Decoded.good(new CsvColumns(names));
  }

  private static boolean isChannel(String name) {
    return !name.equals(SERIES) && !name.equals(TOPIC);
  }

  /** Reads a row. */
  Decoded<Signal> signal(List<String> fields, SignalNames otherwise, Inbound inbound) {
    if (fields.size() != names.size()) {
      return Decoded.bad(
          Fault.INVALID, fields.size() + " fields, where the header has " + names.size());
    }
    String series = otherwise.series();
    String topic = otherwise.topic();
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 1; i < fields.size(); i++) {
      String name = names.get(i);
      String field = fields.get(i);
      if (field.isEmpty()) {
        continue;
      }
      if (name.equals(SERIES)) {
        series = field;
      } else if (name.equals(TOPIC)) {
        topic = field;
      } else if (NUMBER.matcher(field).matches()) {
        values.put(name, Double.parseDouble(field));
      } else {
        return Decoded.bad(Fault.INVALID, "`" + name + "` is not a number: " + field);
      }
    }
    return inbound.signal(series, topic, fields.get(0), values);
  }
}
