package dev.freshet.ingest.chronicle;

import dev.freshet.ingest.chronicle.Template.Hole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be told of an entity, and how. Read from {@code relations.txt}. */
final class Relation {
  /** What its values are. */
  sealed interface Values {
    /** Other entities. */
    record Entities(EntityKind kind) implements Values {}

    /** Words of a list. */
    record Words(List<String> list) implements Values {}

    /** Whole numbers, both bounds included. */
    record Numbers(int least, int most) implements Values {}
  }

  final int number;
  final String name;
  final List<Template> ask = new ArrayList<>();
  final List<Template> past = new ArrayList<>();
  private final List<Template> tell = new ArrayList<>();
  private final List<Template> turn = new ArrayList<>();
  private final List<Template> otherTell = new ArrayList<>();
  private final List<Template> otherTurn = new ArrayList<>();
  private String topic = "";
  private @Nullable EntityKind subject;
  private @Nullable Values values;
  private boolean fixed;
  private boolean late;

  private Relation(int number, String name) {
    this.number = number;
    this.name = name;
  }

  /** All of them, in the order of the file. */
  static List<Relation> all(Map<String, List<String>> lists) {
    List<Relation> relations = new ArrayList<>();
    for (String line : Texts.lines("relations.txt")) {
      int space = line.indexOf(' ');
      String word = space < 0 ? line : line.substring(0, space);
      String rest = space < 0 ? "" : line.substring(space + 1);
      if (word.equals("relation")) {
        relations.add(new Relation(relations.size(), rest));
      } else {
        relations.get(relations.size() - 1).read(word, rest, lists);
      }
    }
    return List.copyOf(relations);
  }

  private void read(String word, String rest, Map<String, List<String>> lists) {
    switch (word) {
      case "topic" -> topic = rest;
      case "subject" -> subject = EntityKind.of(rest);
      case "value" -> values = values(rest.split(" "), lists);
      case "fixed" -> fixed = true;
      case "late" -> late = true;
      case "ask" -> ask.add(new Template(rest, lists));
      case "past" -> past.add(new Template(rest, lists));
      case "tell" -> tell.add(new Template(rest, lists));
      case "turn" -> turn.add(new Template(rest, lists));
      case "tell*" -> otherTell.add(new Template(rest, lists));
      case "turn*" -> otherTurn.add(new Template(rest, lists));
      default -> throw new IllegalStateException("relations.txt: what is " + word + "?");
    }
  }

  private static Values values(String[] words, Map<String, List<String>> lists) {
    return switch (words[0]) {
      case "word" -> new Values.Words(lists.getOrDefault(words[1], List.of()));
      case "number" -> new Values.Numbers(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      default -> new Values.Entities(EntityKind.of(words[0]));
    };
  }

  String topic() {
    return topic;
  }

  EntityKind subject() {
    if (subject == null) {
      throw new IllegalStateException(name + " has no subject");
    }
    return subject;
  }

  Values values() {
    if (values == null) {
      throw new IllegalStateException(name + " has no value");
    }
    return values;
  }

  /** Whether its value never changes. */
  boolean fixed() {
    return fixed;
  }

  /** Whether it is told after a drift of the relations, and only then. */
  boolean late() {
    return late;
  }

  /**
   * A sentence that tells it.
   *
   * @param change whether there was another value before; then half of the sentences name it
   */
  Template telling(boolean change, boolean otherWording, Draws draws) {
    List<Template> tells = otherWording ? otherTell : tell;
    List<Template> turns = otherWording ? otherTurn : turn;
    return draws.of(change && draws.chance(0.5) ? turns : tells);
  }

  /** Every template, for tests of the file. */
  List<Template> tellings(boolean change) {
    List<Template> all = new ArrayList<>(change ? turn : tell);
    all.addAll(change ? otherTurn : otherTell);
    return all;
  }

  /** Whether a sentence names the value before. */
  static boolean namesPrevious(Template telling) {
    return telling.has(Hole.P);
  }
}
