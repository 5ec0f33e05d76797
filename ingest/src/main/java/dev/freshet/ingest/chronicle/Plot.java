package dev.freshet.ingest.chronicle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What happens: chooses the news of each document and brings it about in the world. */
final class Plot {
  private static final int TRIES = 16;
  private static final double TWO_NEWS = 0.35;

  /** How often each topic comes, and how often after a drift of the topics. */
  private static final List<TopicShare> TOPICS =
      List.of(
          new TopicShare("careers", 30, 5),
          new TopicShare("business", 25, 8),
          new TopicShare("towns", 20, 12),
          new TopicShare("trade", 12, 20),
          new TopicShare("households", 8, 25),
          new TopicShare("culture", 5, 30));

  private record TopicShare(String topic, int before, int after) {}

  /** A topic as it can be told in a phase. */
  private record Topical(int weight, List<Relation> relations, List<Relation> changing) {
    Topical(int weight, List<Relation> relations) {
      this(weight, relations, relations.stream().filter(relation -> !relation.fixed()).toList());
    }
  }

  private final World world;
  private final List<Relation> relations;
  private final Draws draws;
  private List<Topical> topics = List.of();
  private @Nullable Phase shared;

  Plot(World world, List<Relation> relations, Draws draws) {
    this.world = world;
    this.relations = relations;
    this.draws = draws;
  }

  /** One or two news of one topic, already true in the world. */
  List<News> happen(long document, Phase phase) {
    Topical topical = topical(phase);
    List<News> news = new ArrayList<>(2);
    int count = draws.chance(TWO_NEWS) ? 2 : 1;
    for (int i = 0; i < count; i++) {
      news.add(oneOf(topical, document, phase, news));
    }
    return news;
  }

  /** A topic, drawn among those that can be told now. */
  private Topical topical(Phase phase) {
    if (!phase.equals(shared)) {
      topics = topics(phase);
      shared = phase;
    }
    int left = draws.below(topics.stream().mapToInt(Topical::weight).sum());
    int i = 0;
    while (left >= topics.get(i).weight()) {
      left -= topics.get(i).weight();
      i++;
    }
    return topics.get(i);
  }

  private List<Topical> topics(Phase phase) {
    return TOPICS.stream()
        .map(
            share ->
                new Topical(
                    weight(share, phase),
                    relations.stream()
                        .filter(relation -> relation.late() == phase.otherRelations())
                        .filter(relation -> relation.topic().equals(share.topic()))
                        .toList()))
        .filter(topical -> !topical.relations().isEmpty())
        .toList();
  }

  private static int weight(TopicShare share, Phase phase) {
    return phase.otherTopics() ? share.after() : share.before();
  }

  private News oneOf(Topical topical, long document, Phase phase, List<News> before) {
    if (draws.chance(phase.rate())) {
      int fact =
          find(
              draws.of(topical.changing()),
              candidate ->
                  world.teller(candidate) != World.UNTOLD && world.teller(candidate) != document);
      if (fact >= 0) {
        return tell(fact, document);
      }
    }
    Relation relation = draws.of(topical.relations());
    int fact =
        find(
            relation,
            candidate -> world.teller(candidate) == World.UNTOLD && !world.isSecret(candidate));
    return tell(fact >= 0 ? fact : ofSomebodyNew(relation, before), document);
  }

  /** A fact of a relation that will do; -1 where none was found in a few tries. */
  private int find(Relation relation, IntPredicate wanted) {
    for (int i = 0; i < TRIES; i++) {
      int fact = world.fact(relation, draws.below(world.size(relation.subject())));
      if (wanted.test(fact)) {
        return fact;
      }
    }
    return -1;
  }

  /** Everybody's is told: somebody new takes the stage, not in the place of today's subject. */
  private int ofSomebodyNew(Relation relation, List<News> before) {
    EntityKind kind = relation.subject();
    int index = draws.below(world.size(kind));
    while (isSubject(kind, index, before)) {
      index = (index + 1) % world.size(kind);
    }
    int fact = world.fact(relation, index);
    do {
      world.replace(kind, index);
    } while (world.isSecret(fact));
    return fact;
  }

  private boolean isSubject(EntityKind kind, int index, List<News> news) {
    return news.stream()
        .anyMatch(n -> n.relation().subject() == kind && world.subject(n.fact()) == index);
  }

  private News tell(int fact, long document) {
    Relation relation = world.relation(fact);
    long teller = world.teller(fact);
    String previous = teller == World.UNTOLD ? "" : world.written(relation, world.value(fact));
    long value = world.drawn(fact, draws);
    world.tell(fact, value, document);
    return new News(
        fact, relation, subject(fact), world.written(relation, value), previous, teller);
  }

  /** Who or what a fact is about, by name. */
  String subject(int fact) {
    EntityKind kind = world.relation(fact).subject();
    return world.nameAt(kind, world.subject(fact));
  }
}
