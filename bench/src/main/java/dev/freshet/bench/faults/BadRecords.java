package dev.freshet.bench.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.ingest.records.Decoded.Fault;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Records that are no documents, whatever a seed chooses in them, each with what is wrong with it.
 */
final class BadRecords {
  private static final String GOOD = "{\"id\":\"bad\",\"topic\":\"t\",\"text\":\"some text\"}";

  /** One that must not be learned. */
  record Bad(byte @Nullable [] key, byte @Nullable [] value, Fault fault) {}

  private final Random random;
  private final int limitBytes;
  private final List<Maker> makers;

  private interface Maker {
    Bad make();
  }

  /**
   * @param limitBytes the input limit
   */
  BadRecords(long seed, int limitBytes) {
    this.random = new Random(seed);
    this.limitBytes = limitBytes;
    this.makers =
        List.of(
            () -> new Bad(null, random.nextBoolean() ? null : new byte[0], Fault.EMPTY),
            this::notText,
            this::cutShort,
            () -> json("[" + GOOD + "]", Fault.NOT_JSON),
            () -> json(GOOD + GOOD, Fault.NOT_JSON),
            () -> json(GOOD.replace("\"id\"", "\"topic\":\"u\",\"id\""), Fault.NOT_JSON),
            () -> json("{\"a\":".repeat(40 + random.nextInt(4000)), Fault.NOT_JSON),
            () -> json(GOOD.replace("\"some text\"", number()), Fault.INVALID),
            () -> json(GOOD.replace("\"some text\"", "[\"text\"]"), Fault.INVALID),
            () -> json(GOOD.replace("some text", " ".repeat(random.nextInt(9))), Fault.INVALID),
            () -> json(GOOD.replace("some", "so\\u000" + random.nextInt(9) + "me"), Fault.INVALID),
            () -> json(GOOD.replace("some", "\\ud83d"), Fault.INVALID),
            () -> json(GOOD.replace("\"t\"", "\"" + longName() + "\""), Fault.INVALID),
            () -> json(GOOD.replace("\"topic\":\"t\",", ""), Fault.INVALID),
            () -> json(GOOD.replace("\"text\"", "\"texts\""), Fault.INVALID),
            () -> json(GOOD.replace("\"id\"", "\"time\":\"yesterday\",\"id\""), Fault.INVALID),
            () ->
                new Bad(
                    ("no lane " + random.nextInt()).getBytes(UTF_8),
                    GOOD.getBytes(UTF_8),
                    Fault.LANE),
            () -> new Bad(new byte[] {(byte) 0xff, 1}, GOOD.getBytes(UTF_8), Fault.NOT_UTF8));
  }

  /** How many kinds there are, without the large one. */
  int kinds() {
    return makers.size();
  }

  /** Goes round the kinds; one in a thousand is above the input limit. */
  Bad next(int number) {
    return number % 1000 == 999 ? tooLarge() : makers.get(number % makers.size()).make();
  }

  private Bad notText() {
    byte[] bytes = new byte[1 + random.nextInt(300)];
    random.nextBytes(bytes);
    bytes[random.nextInt(bytes.length)] = (byte) 0xff; // in no UTF-8 text
    return new Bad(null, bytes, Fault.NOT_UTF8);
  }

  private Bad cutShort() {
    byte[] whole = GOOD.getBytes(UTF_8);
    return new Bad(
        null, Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1)), Fault.NOT_JSON);
  }

  private Bad tooLarge() {
    byte[] large = new byte[limitBytes + 1 + random.nextInt(1000)];
    Arrays.fill(large, (byte) ' ');
    byte[] good = GOOD.getBytes(ISO_8859_1);
    System.arraycopy(good, 0, large, 0, good.length);
    return new Bad(null, large, Fault.TOO_LARGE);
  }

  private static Bad json(String text, Fault fault) {
    return new Bad(null, text.getBytes(UTF_8), fault);
  }

  private String number() {
    return random.nextBoolean() ? Integer.toString(random.nextInt()) : "true";
  }

  private String longName() {
    return "n".repeat(257 + random.nextInt(3000));
  }
}
