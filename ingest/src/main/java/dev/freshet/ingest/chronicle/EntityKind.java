package dev.freshet.ingest.chronicle;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What has facts: each kind with its share of the entities and the parts of its names. */
enum EntityKind {
  PERSON("first", " ", "last"),
  COMPANY("roots", " ", "kinds"),
  PLACE("begin", "", "end");

  private static final Map<String, List<String>> PARTS = Texts.lists("names.txt");
  private static final int STRIDE = 1_000_003;

  private final String first;
  private final String joint;
  private final String last;

  EntityKind(String first, String joint, String last) {
    this.first = first;
    this.joint = joint;
    this.last = last;
  }

  static EntityKind of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** How many of so many entities are of this kind: six, two and a half, one and a half in ten. */
  int among(int entities) {
    return switch (this) {
      case PERSON -> entities - COMPANY.among(entities) - PLACE.among(entities);
      case COMPANY -> entities / 4;
      case PLACE -> entities * 3 / 20;
    };
  }

  /**
   * The name of an entity. Those that live at one time never share one; a name comes back when all
   * that its index can have are used up.
   *
   * @param index below {@code living}
   * @param generation how many have borne the index before
   * @param shift which names come first; any number
   */
  String name(int index, int generation, int living, long shift) {
    List<String> firsts = PARTS.getOrDefault(first, List.of());
    List<String> lasts = PARTS.getOrDefault(last, List.of());
    long all = (long) firsts.size() * lasts.size();
    long turn = generation % (all / living);
    long place = Math.floorMod((index + turn * living) * STRIDE + shift, all);
    return firsts.get((int) (place % firsts.size()))
        + joint
        + lasts.get((int) (place / firsts.size()));
  }
}
