package dev.freshet.ingest.chronicle;

import java.util.List;
import java.util.Map;

/** The sentences that carry no news, in both wordings. */
final class Filler {
  private final List<Template> first;
  private final List<Template> other;

  Filler(Map<String, List<String>> lists) {
    List<String> lines = Texts.lines("filler.txt");
    this.first =
        lines.stream()
            .filter(line -> !line.startsWith("* "))
            .map(line -> new Template(line, lists))
            .toList();
    this.other =
        lines.stream()
            .filter(line -> line.startsWith("* "))
            .map(line -> new Template(line.substring(2), lists))
            .toList();
  }

  List<Template> sentences(boolean otherWording) {
    return otherWording ? other : first;
  }
}
