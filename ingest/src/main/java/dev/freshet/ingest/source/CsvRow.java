package dev.freshet.ingest.source;

import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Decoded.Fault;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a line with commas between them. A field may stand in double quotes, a quote within
 * it doubled (RFC 4180); it may not go on over the end of its line. White space around a field does
 * not count.
 */
final class CsvRow {
  private CsvRow() {}

  static Decoded<List<String>> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString().strip());
    return quoted
        ? Decoded.bad(Fault.INVALID, "a quote is not closed in its line")
        : Decoded.good(fields);
  }
}
