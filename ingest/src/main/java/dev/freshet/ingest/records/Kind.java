package dev.freshet.ingest.records;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The kinds of entry in the log, each with its name in JSON and its record. */
public enum Kind {
  DOCUMENT("document", Document.class),
  FLUSH("flush", Control.Flush.class),
  FORGET("forget", Control.Forget.class),
  ROLLBACK("rollback", Control.Rollback.class),
  TAG("tag", Control.Tag.class),
  ACCEPT("accept", Control.Accept.class),
  REJECT("reject", Control.Reject.class),
  SETTINGS("settings", Control.SettingsChange.class),
  SWITCH("switch", Control.Switch.class),
  ALARM("alarm", Control.Alarm.class);

  private final String wire;
  private final Class<? extends Entry> type;

  Kind(String wire, Class<? extends Entry> type) {
    this.wire = wire;
    this.type = type;
  }

  /** The value of `kind` in JSON. */
  @JsonValue
  public String wire() {
    return wire;
  }

  Class<? extends Entry> type() {
    return type;
  }

  static Kind of(String wire) {
    for (Kind kind : values()) {
      if (kind.wire.equals(wire)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "`kind` is none of "
            + Arrays.stream(values()).map(Kind::wire).collect(Collectors.joining(", ")));
  }
}
