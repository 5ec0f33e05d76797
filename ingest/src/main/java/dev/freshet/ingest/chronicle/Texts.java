package dev.freshet.ingest.chronicle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The word lists and lines that lie beside this class. */
final class Texts {
  private Texts() {}

  /** The lines of a resource, those that are blank or begin with # left out. */
  static List<String> lines(String resource) {
    try (InputStream in = Texts.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lists of words by name: on each line {@code name: word, word, ...}. */
  static Map<String, List<String>> lists(String resource) {
    Map<String, List<String>> lists = new HashMap<>();
    for (String line : lines(resource)) {
      int colon = line.indexOf(':');
      List<String> words = new ArrayList<>();
      Arrays.stream(line.substring(colon + 1).split(","))
          .map(String::strip)
          .distinct()
          .forEach(words::add);
      lists.put(line.substring(0, colon), List.copyOf(words));
    }
    return lists;
  }
}
