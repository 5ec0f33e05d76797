package dev.freshet.ingest.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ingest.chronicle.Template.Hole;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The files of relations, filler and words: each template has what it needs. */
class RelationsTest {
  private static final Map<String, List<String>> LISTS = Texts.lists("words.txt");

  @Test
  void everyTellingNamesSubjectAndValueAndATurnTheValueBefore() {
    List<Relation> relations = Relation.all(LISTS);
    assertThat(relations).hasSizeGreaterThanOrEqualTo(20);
    for (Relation relation : relations) {
      assertThat(relation.tellings(false)).as(relation.name).hasSizeGreaterThanOrEqualTo(6);
      assertThat(relation.tellings(true))
          .as(relation.name)
          .hasSizeGreaterThanOrEqualTo(relation.fixed() ? 0 : 3);
      for (Template tell : relation.tellings(false)) {
        assertThat(tell.has(Hole.S) && tell.has(Hole.O)).as(relation.name).isTrue();
        assertThat(tell.has(Hole.P)).as(relation.name).isFalse();
      }
      for (Template turn : relation.tellings(true)) {
        assertThat(turn.has(Hole.S) && turn.has(Hole.O) && turn.has(Hole.P))
            .as(relation.name)
            .isTrue();
      }
      assertThat(relation.ask).as(relation.name).hasSizeGreaterThanOrEqualTo(2);
      for (Template ask : relation.ask) {
        assertThat(ask.has(Hole.S) && !ask.has(Hole.D)).as(relation.name).isTrue();
      }
      for (Template past : relation.past) {
        assertThat(past.has(Hole.S)).as(relation.name).isTrue();
        assertThat(past.has(Hole.D)).as(relation.name).isNotEqualTo(relation.fixed());
      }
    }
  }

  @Test
  void fillerCarriesNoValue() {
    Filler filler = new Filler(LISTS);
    for (boolean other : new boolean[] {false, true}) {
      assertThat(filler.sentences(other)).hasSizeGreaterThan(20);
      for (Template sentence : filler.sentences(other)) {
        assertThat(sentence.has(Hole.O) || sentence.has(Hole.P)).isFalse();
      }
    }
    Set<String> valueLists = new HashSet<>();
    Relation.all(LISTS).stream()
        .map(Relation::values)
        .filter(Relation.Values.Words.class::isInstance)
        .forEach(words -> valueLists.addAll(((Relation.Values.Words) words).list()));
    assertThat(valueLists).hasSizeGreaterThan(300);
  }
}
