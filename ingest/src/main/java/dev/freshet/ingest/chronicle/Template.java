package dev.freshet.ingest.chronicle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A sentence with slots, taken apart once: {@code literals[0] slot[0] literals[1] ...}. */
final class Template {
  /** A slot that the document fills; the others are lists of words. */
  enum Hole {
    /** The subject. */
    S,
    /** Its value. */
    O,
    /** Its value before. */
    P,
    /** A day. */
    D,
    /** A number from 2 to 99. */
    N,
    CLOCK,
    PERSON,
    COMPANY,
    PLACE
  }

  /** What fills the slots. */
  interface Filling {
    void hole(Hole hole, StringBuilder out);

    String word(List<String> list);
  }

  private record Slot(Hole hole, List<String> list) {}

  private final String[] literals;
  private final Slot[] slots;

  /**
   * @param lists that slots may name
   */
  Template(String text, Map<String, List<String>> lists) {
    List<String> between = new ArrayList<>();
    List<Slot> found = new ArrayList<>();
    int from = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
      int close = text.indexOf('}', open);
      between.add(text.substring(from, open));
      found.add(slot(text.substring(open + 1, close), lists));
      from = close + 1;
    }
    between.add(text.substring(from));
    literals = between.toArray(String[]::new);
    slots = found.toArray(Slot[]::new);
  }

  private static Slot slot(String name, Map<String, List<String>> lists) {
    List<String> list = lists.get(name);
    if (list != null) {
      return new Slot(Hole.S, list);
    }
    return Arrays.stream(Hole.values())
        .filter(hole -> hole.name().toLowerCase(Locale.ROOT).equals(name))
        .map(hole -> new Slot(hole, List.of()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no slot and no list is called " + name));
  }

  boolean has(Hole hole) {
    return Arrays.stream(slots).anyMatch(slot -> slot.list().isEmpty() && slot.hole() == hole);
  }

  void write(StringBuilder out, Filling filling) {
    for (int i = 0; i < slots.length; i++) {
      out.append(literals[i]);
      Slot slot = slots[i];
      if (slot.list().isEmpty()) {
        filling.hole(slot.hole(), out);
      } else {
        out.append(filling.word(slot.list()));
      }
    }
    out.append(literals[slots.length]);
  }
}
