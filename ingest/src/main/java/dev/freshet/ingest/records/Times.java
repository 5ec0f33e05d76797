package dev.freshet.ingest.records;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** RFC 3339 times in JSON: any offset is read, UTC is written. Years are 0000 to 9999. */
final class Times {
  private static final int MAX_YEAR = 9999;
  private static final int MAX_LENGTH = 64;
  private static final Pattern WITH_OFFSET = Pattern.compile("T.*(Z|z|[+-]\\d\\d(:?\\d\\d)?)$");

  private Times() {}

  static SimpleModule module() {
    return new SimpleModule("times")
        .addSerializer(Instant.class, new Writer())
        .addDeserializer(Instant.class, new Reader());
  }

  static Instant parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new DateTimeException("too long");
    }
    OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
    if (time.getYear() < 0 || time.getYear() > MAX_YEAR) {
      throw new DateTimeException("year out of range");
    }
    return time.toInstant();
  }

  /**
   * A time as tables have it: without an offset it is UTC, a space may stand for the T, and a date
   * alone is its midnight.
   *
   * @throws IllegalArgumentException where it is none
   */
  static Instant parseLocal(String text) {
    try {
      return parse(withOffset(text.substring(0, Math.min(text.length(), MAX_LENGTH + 1))));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "`time` is no time such as 2026-01-31T12:00:00Z: " + Require.oneLine(text, MAX_LENGTH),
          e);
    }
  }

  private static String withOffset(String text) {
    String joined = text.replaceFirst(" +", "T");
    String whole = joined.contains("T") ? joined : joined + "T00:00";
    return WITH_OFFSET.matcher(whole).find() ? whole : whole + "Z";
  }

  private static final class Writer extends StdSerializer<Instant> {
    Writer() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.toString());
    }
  }

  private static final class Reader extends StdDeserializer<Instant> {
    Reader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (!in.hasToken(JsonToken.VALUE_STRING)) {
        return (Instant) context.handleUnexpectedToken(Instant.class, in);
      }
      try {
        return parse(in.getText());
      } catch (DateTimeException e) {
        return (Instant) context.handleWeirdStringValue(Instant.class, in.getText(), "RFC 3339");
      }
    }
  }
}
