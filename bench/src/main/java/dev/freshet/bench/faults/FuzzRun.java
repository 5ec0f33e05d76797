package dev.freshet.bench.faults;

import dev.freshet.bench.faults.BadRecords.Bad;
import dev.freshet.bench.faults.Letters.Letter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bad records among good ones: each must come to the dead letters with its reason and its bytes,
 * and the weights must be those of the good ones alone.
 */
final class FuzzRun {
  private static final int GOOD_ONE_IN = 25;

  /** What a letter keeps of a value above the limit. */
  private static final int KEPT_BYTES = 64 << 10;

  /** Below the default, so that large records cost little. */
  private static final int LIMIT_BYTES = 128 << 10;

  private final Stage stage;
  private final BadRecords records;
  private final Map<Long, Bad> published = new ConcurrentHashMap<>();

  private FuzzRun(Stage stage, long seed) {
    this.stage = stage;
    this.records = new BadRecords(seed, LIMIT_BYTES);
  }

  static Suite.Verdict of(Path folder, int bad, long seed, PrintStream progress)
      throws IOException {
    Stage.Setup setup =
        new Stage.Setup(
            Map.of("ingest.max-record-size", LIMIT_BYTES / 1024 + "KiB"),
            Instance.Launch.PLAIN,
            false);
    try (Stage stage = Stage.open(folder, seed, setup, progress)) {
      return new FuzzRun(stage, seed).through(bad);
    }
  }

  private Suite.Verdict through(int bad) {
    for (int i = 0; i < bad; i++) {
      if (i % GOOD_ONE_IN == 0) {
        stage.feed().publish(1);
      }
      Bad record = records.next(i);
      stage.feed().send(record.key(), record.value(), offset -> published.put(offset, record));
    }
    // Enough for a checkpoint behind the last bad one.
    stage.feed().publish(Stage.EVERY);
    stage.feed().flush();
    stage.awaitDecided();
    stage.settle(stage.pipeline(), 1);
    Letters.Read letters = Letters.of(stage.broker().servers(), stage.pipeline().deadLetters());
    return verdict(bad, letters, stage.compared());
  }

  private Suite.Verdict verdict(int bad, Letters.Read letters, Stage.Outcome outcome) {
    long right =
        published.entrySet().stream()
            .filter(sent -> isRight(sent.getValue(), letters.byOrigin().get(sent.getKey())))
            .count();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bad", bad);
    json.put("deadLetters", letters.count());
    json.put("rightReasonAndBytes", right);
    json.put("kinds", records.kinds());
    json.put("documents", outcome.documents());
    json.put("digestEqual", outcome.digestEqual() == 1);
    json.putAll(outcome.outputs().json());
    json.put("restarts", outcome.restarts());
    boolean holds =
        letters.count() == bad
            && right == bad
            && outcome.digestEqual() == 1
            && outcome.outputs().isClean()
            && outcome.restarts() == 0;
    return new Suite.Verdict(holds, json);
  }

  private static boolean isRight(Bad sent, @org.jspecify.annotations.Nullable Letter letter) {
    if (letter == null
        || !letter.fault().equals(sent.fault().name())
        || letter.reason().isBlank()) {
      return false;
    }
    byte[] value = sent.value();
    boolean large = value != null && value.length > LIMIT_BYTES;
    return Arrays.equals(
        letter.value(), large && value != null ? Arrays.copyOf(value, KEPT_BYTES) : value);
  }
}
