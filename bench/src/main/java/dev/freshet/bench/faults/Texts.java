package dev.freshet.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Documents without end from the bundled reference text: the n-th is the same in every run. */
final class Texts {
  private static final int SENTENCES = 2;

  private final String whole;
  private final List<String> sentences;

  private Texts(String whole) {
    this.whole = whole;
    this.sentences = Stream.of(whole.split("(?<=\\.)\\s+")).filter(s -> !s.isBlank()).toList();
  }

  /** Reads {@code data/reference.txt} of the checkout that we stand in, or just below of. */
  static Texts bundled() throws IOException {
    Path here = Path.of("data", "reference.txt");
    return new Texts(Files.readString(Files.exists(here) ? here : Path.of("..").resolve(here)));
  }

  /** All of it, for a tokenizer. */
  String whole() {
    return whole;
  }

  static String id(long number) {
    return String.format(java.util.Locale.ROOT, "d%06d", number);
  }

  /** The text of a document. */
  String text(long number) {
    Random random = new Random(number);
    StringBuilder text = new StringBuilder("No. " + number + ".");
    for (int i = 0; i < SENTENCES; i++) {
      text.append(' ').append(sentences.get(random.nextInt(sentences.size())));
    }
    return text.toString();
  }
}
