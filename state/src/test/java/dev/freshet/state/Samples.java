package dev.freshet.state;

import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.DataSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Small checkpoints for tests: the same seed gives the same bytes. */
final class Samples {
  static final CheckpointSettings SETTINGS =
      new CheckpointSettings(100, 3, 0, new DataSize(4096), new DataSize(1 << 20), "");
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final Provenance PROVENANCE = new Provenance("5e77", "0.1.0", 2, "AVX2", "ba5e");

  private Samples() {}

  /** One checkpoint of lane {@code main}: at step n, seq 4n, offset 10n. */
  static CheckpointDraft draft(long step) {
    return draft("main", step, groups(step));
  }

  static CheckpointDraft draft(String lane, long step, Map<String, List<NamedArray>> groups) {
    return new CheckpointDraft(
        new Position(lane, step, 4 * step, 10 * step),
        NOON,
        null,
        "f00d",
        PROVENANCE,
        "interval",
        Map.of("loss", "2.5"),
        Set.of(),
        groups);
  }

  static CheckpointDraft tagged(CheckpointDraft draft, String tag) {
    return new CheckpointDraft(
        draft.position(),
        draft.time(),
        draft.parent(),
        draft.fingerprint(),
        draft.provenance(),
        draft.reason(),
        draft.notes(),
        Set.of(tag),
        draft.groups());
  }

  /** Two arrays of weights, one of them the same at every step, and a transformation's state. */
  static Map<String, List<NamedArray>> groups(long seed) {
    Map<String, List<NamedArray>> groups = new LinkedHashMap<>();
    groups.put("weights", List.of(floats("embedding", 7, 60, 50), floats("head", seed, 40, 60)));
    groups.put("transform", List.of(floats("head.momentum", seed + 1000, 40, 60), count(seed)));
    return groups;
  }

  static NamedArray floats(String name, long seed, int rows, int columns) {
    Random random = new Random(seed);
    ByteBuffer bytes = ByteBuffer.allocate(4 * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) random.nextGaussian());
    }
    return NamedArray.of(name, "F32", new long[] {rows, columns}, bytes.flip());
  }

  private static NamedArray count(long value) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    return NamedArray.of("count", "I64", new long[0], bytes.flip());
  }
}
