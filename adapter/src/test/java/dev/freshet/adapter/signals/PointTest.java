package dev.freshet.adapter.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.Signal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PointTest {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00.123Z");

  private static Point point(double... values) {
    Map<String, Double> byChannel = new LinkedHashMap<>();
    for (double value : values) {
      byChannel.put("z%d, größer 🌊".formatted(9 - byChannel.size()), value);
    }
    return new Point("Flüsse", TIME.toEpochMilli(), byChannel);
  }

  @Test
  void comesBackToTheLastBitItsChannelsInTheirOrder() {
    Point written = point(1 / 3.0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE);
    Point read = Point.read(written.bytes());
    assertThat(read).isEqualTo(written);
    assertThat(read.values().keySet()).containsExactlyElementsOf(written.values().keySet());
  }

  @Test
  void severalStandOneBehindTheOther() {
    List<Point> written = List.of(point(1), point(), point(2, 3));
    ByteBuffer bytes = ByteBuffer.allocate(1000);
    written.forEach(point -> bytes.put(point.bytes()));
    assertThat(Point.readAll(bytes.flip())).isEqualTo(written);
  }

  @Test
  void jsonIsReadAsItsSignalIs() {
    Signal signal = new Signal("s", "things", TIME, Map.of("x", 0.1));
    assertThat(Point.read(Json.bytes(signal))).isEqualTo(Point.of(signal));
  }

  @Test
  void whatIsNoPointIsRefused() {
    byte[] bytes = point(1, 2).bytes();
    assertThatThrownBy(() -> Point.read(Arrays.copyOf(bytes, bytes.length - 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cut short");
    bytes[0] = 7;
    assertThatThrownBy(() -> Point.read(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown form 7");
  }
}
