package dev.freshet.ingest.chronicle;

import dev.freshet.ingest.chronicle.Relation.Values;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The facts, as far as they were told: one value for each relation of each entity that lives, the
 * document that told it, and nothing else. A fact is a number: a relation's offset and the
 * subject's index.
 *
 * <p>One fact in ten is a secret: it has a value, and no document tells it.
 */
final class World {
  /** Not a document: the fact is not told yet. */
  static final long UNTOLD = 0;

  private static final int SECRETS_IN = 10;

  private final List<Relation> relations;
  private final int[] offsets;
  private final Map<EntityKind, Population> populations = new EnumMap<>(EntityKind.class);
  private final long[] values;
  private final long[] tellers;
  private final int[] told;
  private final int[] placeInTold;
  private int toldCount;
  private final Draws aside;

  World(ChronicleOptions options, List<Relation> relations) {
    this.relations = relations;
    aside = new Draws(~options.seed());
    long shift = aside.at(-1).next() >>> 8;
    for (EntityKind kind : EntityKind.values()) {
      populations.put(kind, new Population(kind, kind.among(options.entities()), shift));
    }
    offsets = new int[relations.size() + 1];
    for (Relation relation : relations) {
      offsets[relation.number + 1] = offsets[relation.number] + size(relation.subject());
    }
    int facts = offsets[relations.size()];
    values = new long[facts];
    tellers = new long[facts];
    told = new int[facts];
    placeInTold = new int[facts];
  }

  int size(EntityKind kind) {
    return population(kind).size();
  }

  int fact(Relation relation, int subject) {
    return offsets[relation.number] + subject;
  }

  Relation relation(int fact) {
    int found = Arrays.binarySearch(offsets, fact);
    return relations.get(found >= 0 ? found : -found - 2);
  }

  int subject(int fact) {
    return fact - offsets[relation(fact).number];
  }

  /** The document that told a fact last; {@link #UNTOLD} where none did. */
  long teller(int fact) {
    return tellers[fact];
  }

  long value(int fact) {
    return values[fact];
  }

  /** How many facts are told. */
  int toldCount() {
    return toldCount;
  }

  /** One of the told facts, by its place among them. */
  int told(int place) {
    return told[place];
  }

  void tell(int fact, long value, long document) {
    if (tellers[fact] == UNTOLD) {
      placeInTold[fact] = toldCount;
      told[toldCount++] = fact;
    }
    values[fact] = value;
    tellers[fact] = document;
  }

  /** Lets somebody new take an index: all facts of it are untold. */
  void replace(EntityKind kind, int index) {
    population(kind).replace(index);
    for (Relation relation : relations) {
      if (relation.subject() == kind) {
        forget(fact(relation, index));
      }
    }
  }

  private void forget(int fact) {
    if (tellers[fact] != UNTOLD) {
      int last = told[--toldCount];
      told[placeInTold[fact]] = last;
      placeInTold[last] = placeInTold[fact];
      tellers[fact] = UNTOLD;
    }
  }

  /** Whether no document ever tells a fact. */
  boolean isSecret(int fact) {
    return Long.remainderUnsigned(hidden(fact).next(), SECRETS_IN) == 0;
  }

  /** The value of a secret. */
  long secret(int fact) {
    Draws draws = hidden(fact);
    draws.next();
    return drawn(fact, draws);
  }

  private Draws hidden(int fact) {
    int subject = subject(fact);
    int generation = population(relation(fact).subject()).generation(subject);
    return aside.at(((long) generation << 32) | fact);
  }

  /** A value that a fact could take, another than it has. */
  long drawn(int fact, Draws draws) {
    Relation relation = relation(fact);
    boolean isTold = tellers[fact] != UNTOLD;
    if (relation.values() instanceof Values.Numbers numbers) {
      return isTold ? moved(values[fact], numbers, draws) : first(numbers, draws);
    }
    long value = drawn(relation, draws);
    while ((isTold && value == values[fact]) || isSubject(relation, fact, value)) {
      value = drawn(relation, draws);
    }
    return value;
  }

  private long drawn(Relation relation, Draws draws) {
    if (relation.values() instanceof Values.Words words) {
      return draws.below(words.list().size());
    }
    EntityKind kind = ((Values.Entities) relation.values()).kind();
    return entity(kind, draws.below(size(kind)));
  }

  private boolean isSubject(Relation relation, int fact, long value) {
    return relation.values() instanceof Values.Entities entities
        && entities.kind() == relation.subject()
        && (int) value == subject(fact);
  }

  /** Small ones are more frequent, as towns and companies have it. */
  private static long first(Values.Numbers numbers, Draws draws) {
    double unit = draws.unit();
    return numbers.least() + (long) ((numbers.most() - numbers.least()) * unit * unit * unit);
  }

  private static long moved(long before, Values.Numbers numbers, Draws draws) {
    long after = (long) (before * (0.75 + 0.6 * draws.unit()));
    after = Math.max(numbers.least(), Math.min(numbers.most(), after));
    return after == before ? before + (before > numbers.least() ? -1 : 1) : after;
  }

  /** Who bears an index now, as a value. */
  long entity(EntityKind kind, int index) {
    return population(kind).entity(index);
  }

  String name(EntityKind kind, long entity) {
    return population(kind).name(entity);
  }

  /** The name of who bears an index now. */
  String nameAt(EntityKind kind, int index) {
    return population(kind).nameAt(index);
  }

  private Population population(EntityKind kind) {
    return Objects.requireNonNull(populations.get(kind));
  }

  /** A value as documents write it. */
  String written(Relation relation, long value) {
    if (relation.values() instanceof Values.Words words) {
      return words.list().get((int) value);
    }
    if (relation.values() instanceof Values.Entities entities) {
      return name(entities.kind(), value);
    }
    return grouped(value);
  }

  private static String grouped(long value) {
    String digits = Long.toString(value);
    int cut = digits.length() - 3;
    return cut <= 0 ? digits : digits.substring(0, cut) + "," + digits.substring(cut);
  }
}
