package dev.freshet.ingest.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.ingest.chronicle.Story.Kind;
import dev.freshet.ingest.chronicle.Story.Question;
import dev.freshet.ingest.chronicle.Story.Span;
import dev.freshet.ingest.records.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChronicleTest {

  /** Pinned: where it changes on purpose, {@link Chronicle#VERSION} goes up with it. */
  @Test
  void aSeedGivesTheseBytesOnEveryHost() throws IOException {
    byte[] bytes = jsonLines(ChronicleOptions.of(7), 500);

    assertThat(jsonLines(ChronicleOptions.of(7), 500)).isEqualTo(bytes);
    assertThat(jsonLines(ChronicleOptions.of(8), 500)).isNotEqualTo(bytes);
    assertThat(Digests.sha256(bytes))
        .isEqualTo("e55438a4e80544b6fd29c1112b7ed9c3a3ecf7115f8c3ced3f9673ca4931be2f");
  }

  @Test
  void moreDocumentsBeginWithTheSameOnes() throws IOException {
    byte[] few = jsonLines(ChronicleOptions.of(7), 20);
    byte[] more = jsonLines(ChronicleOptions.of(7), 40);
    assertThat(java.util.Arrays.copyOf(more, few.length)).isEqualTo(few);
  }

  @Test
  void newsAreWholeSentencesThatHoldTheAnswer() {
    for (Story story : stories(ChronicleOptions.of(3), 2_000)) {
      assertThat(story.text()).matches("[\\x20-\\x7e]+");
      assertThat(story.news()).hasSizeBetween(1, 2);
      List<Span> spans = new ArrayList<>(story.news());
      spans.addAll(story.known());
      for (Span span : spans) {
        String sentence = story.text().substring(span.start(), span.end());
        assertThat(sentence).matches("[A-Z0-9\"].*[.\"]").doesNotContain("{");
        assertThat(story.text().charAt(span.start() - 1)).isEqualTo(' ');
      }
      for (Question probe : story.probes()) {
        if (probe.kind() == Kind.NEW) {
          assertThat(story.text().startsWith(probe.answer(), probe.start())).isTrue();
          assertThat(story.news())
              .as("the answer stands in the news")
              .anyMatch(
                  span ->
                      span.start() <= probe.start()
                          && probe.start() + probe.answer().length() <= span.end());
        }
        assertThat(probe.answer().split(" ")).hasSizeLessThanOrEqualTo(5);
        assertThat(probe.question()).doesNotContain(probe.answer());
      }
    }
  }

  /** An oracle reads the probes on news, and must agree with everything else that is asked. */
  @Test
  void everyProbeAgreesWithWhatWasTold() {
    Asked asked = new Asked();
    Map<String, Story> byId = new HashMap<>();
    Map<String, Question> told = new HashMap<>();
    Set<Kind> kinds = new HashSet<>();
    for (Story story : stories(ChronicleOptions.of(11), 4_000)) {
      byId.put(story.id(), story);
      Map<String, Question> before = new HashMap<>();
      for (Question probe : story.probes()) {
        if (probe.kind() == Kind.NEW) {
          String fact = probe.relation() + " of " + asked.subject(probe);
          Question previous = told.put(fact, probe);
          if (previous != null) {
            before.put(fact, previous);
          }
          assertThat(probe.was()).isEqualTo(previous == null ? null : previous.answer());
          assertThat(probe.told()).isEqualTo(story.id());
        }
      }
      for (Question probe : story.probes()) {
        kinds.add(probe.kind());
        String fact = probe.relation() + " of " + asked.subject(probe);
        switch (probe.kind()) {
          case NEW -> assertThat(probe.answer()).isNotEqualTo(probe.was());
          case OLD -> {
            Question previous = Objects.requireNonNull(before.get(fact));
            assertThat(probe.answer()).isEqualTo(previous.answer());
            assertThat(probe.told()).isEqualTo(previous.told());
            String day = asked.day(probe);
            Story teller = Objects.requireNonNull(byId.get(probe.told()));
            assertThat(day.isEmpty() || teller.text().contains(day)).isTrue();
            assertThat(probe.start() >= 0)
                .isEqualTo(story.text().startsWith(probe.answer(), Math.max(0, probe.start())));
          }
          case UNTOUCHED -> {
            Question holds = Objects.requireNonNull(told.get(fact));
            assertThat(probe.answer()).isEqualTo(holds.answer());
            assertThat(probe.told()).isEqualTo(holds.told()).isNotEqualTo(story.id());
            assertThat(Objects.requireNonNull(byId.get(probe.told())).text())
                .contains(probe.answer());
          }
          case NEVER -> {
            assertThat(told).doesNotContainKey(fact);
            assertThat(probe.told()).isNull();
          }
        }
      }
    }
    assertThat(kinds).containsExactlyInAnyOrder(Kind.values());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 0.8, 1})
  void theChangeRateIsTheShareOfNewsThatOverwrite(double rate) {
    List<Story> stories =
        stories(new ChronicleOptions(5, 200, rate, 2, List.of()), 4_000).subList(1_000, 4_000);

    assertThat(overwriting(stories)).isCloseTo(rate, within(rate == 0 ? 1e-9 : 0.04));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 12})
  void noiseIsTheMeanNumberOfOtherSentences(int noise) {
    List<Story> stories = stories(new ChronicleOptions(5, 200, 0.5, noise, List.of()), 3_000);

    double mean =
        stories.stream()
            .mapToLong(story -> story.text().split("(?<=[.\"]) (?=[A-Z0-9\"])").length)
            .average()
            .orElseThrow();
    double others =
        1
            + stories.stream()
                .mapToInt(story -> story.news().size() + story.known().size())
                .average()
                .orElseThrow();
    assertThat(mean - others).isCloseTo(noise, within(0.25 + 0.1 * noise));
  }

  @Test
  void aDriftOfTopicsTurnsTheirMixAround() {
    List<Story> stories = drifting("at=2000,kind=topics");
    assertThat(share(stories.subList(0, 2_000), story -> story.topic().equals("careers")))
        .isCloseTo(0.3, within(0.05));
    assertThat(share(stories.subList(2_000, 4_000), story -> story.topic().equals("careers")))
        .isCloseTo(0.05, within(0.03));
  }

  @Test
  void aDriftOfWordingSaysTheSameInOtherSentences() {
    List<Story> stories = drifting("at=2000,kind=wording");
    Predicate<Story> online =
        story -> story.text().contains("livestream") || story.text().contains("hashtag");
    assertThat(share(stories.subList(0, 2_000), online)).isZero();
    assertThat(share(stories.subList(2_000, 4_000), online)).isPositive();
  }

  @Test
  void aDriftOfRelationsTellsOthersFromThenOn() {
    List<Story> stories = drifting("at=2000,kind=relations");
    Set<String> before = relations(stories.subList(0, 2_000));
    Set<String> after = relations(stories.subList(2_000, 4_000));
    assertThat(before).contains("employer", "mayor").doesNotContainAnyElementsOf(after);
    assertThat(after).contains("language", "emblem");
  }

  @Test
  void aDriftOfTheRateHasItsNewRate() {
    List<Story> stories = drifting("at=2000,kind=rate,to=0.9");
    assertThat(overwriting(stories.subList(2_000, 4_000))).isCloseTo(0.9, within(0.04));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "at=5",
        "kind=topics",
        "at=x,kind=topics",
        "at=5,kind=mood",
        "at=-1,kind=topics",
        "at=5,kind=topics,to=0.5",
        "at=5,kind=rate,to=2",
        "at=5;kind=topics",
        "at=5,kind=rate,to=x"
      })
  void driftsThatCannotBeReadSaySo(String text) {
    assertThatThrownBy(() -> Drift.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).{10,90}");
  }

  @Test
  void optionsHaveBounds() {
    for (double rate : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new ChronicleOptions(1, 100, rate, 1, List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int entities : new int[] {0, 19, 10_001}) {
      assertThatThrownBy(() -> new ChronicleOptions(1, entities, 0.5, 1, List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int noise : new int[] {-1, 201}) {
      assertThatThrownBy(() -> new ChronicleOptions(1, 100, 0.5, noise, List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The smallest world, where everybody is used up at once, and the largest. */
  @ParameterizedTest
  @ValueSource(ints = {20, 10_000})
  void worldsOfEverySizeGoOn(int entities) {
    for (double rate : new double[] {0, 0.5, 1}) {
      assertThat(stories(new ChronicleOptions(9, entities, rate, 0, List.of()), 1_500))
          .hasSize(1_500);
    }
  }

  @Test
  void thoseWhoLiveAtOneTimeNeverShareAName() {
    for (EntityKind kind : EntityKind.values()) {
      int living = kind.among(ChronicleOptions.MOST_ENTITIES);
      Set<String> names = new HashSet<>();
      IntStream.range(0, living)
          .forEach(index -> names.add(kind.name(index, index * 31 % 40, living, 12_345)));
      assertThat(names).hasSize(living);
    }
  }

  @Test
  void drawsAreUniformAndFollowTheirStream() {
    Draws draws = new Draws(1);
    long first = draws.at(5).next();
    long second = draws.next();
    assertThat(draws.at(6).next()).isNotIn(first, second);
    assertThat(draws.at(5).next()).isEqualTo(first);
    int[] counts = new int[10];
    for (int i = 0; i < 100_000; i++) {
      counts[draws.at(i).below(10)]++;
    }
    for (int count : counts) {
      assertThat(count).isCloseTo(10_000, within(400));
    }
  }

  private static List<Story> drifting(String drift) {
    return stories(new ChronicleOptions(5, 300, 0.4, 6, List.of(Drift.parse(drift))), 4_000);
  }

  private static Set<String> relations(List<Story> stories) {
    Set<String> relations = new HashSet<>();
    for (Story story : stories) {
      story.probes().stream()
          .filter(probe -> probe.kind() == Kind.NEW)
          .forEach(probe -> relations.add(probe.relation()));
    }
    return relations;
  }

  private static double overwriting(List<Story> stories) {
    List<Question> news =
        stories.stream()
            .flatMap(story -> story.probes().stream())
            .filter(probe -> probe.kind() == Kind.NEW)
            .toList();
    return news.stream().filter(probe -> probe.was() != null).count() / (double) news.size();
  }

  private static double share(List<Story> stories, Predicate<Story> wanted) {
    return stories.stream().filter(wanted).count() / (double) stories.size();
  }

  private static List<Story> stories(ChronicleOptions options, int count) {
    Chronicle chronicle = new Chronicle(options);
    return IntStream.range(0, count).mapToObj(i -> chronicle.next()).toList();
  }

  private static byte[] jsonLines(ChronicleOptions options, int count) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (StoryWriter writer = StoryWriter.to(out, StoryWriter.Format.JSONL)) {
      for (Story story : stories(options, count)) {
        writer.write(story);
      }
    }
    return out.toByteArray();
  }

  /** Finds subject and day in a question, by the lines of relations.txt alone. */
  private static final class Asked {
    private final Map<String, List<Pattern>> patterns = new HashMap<>();

    Asked() {
      String relation = "";
      for (String line : Texts.lines("relations.txt")) {
        if (line.startsWith("relation ")) {
          relation = line.substring("relation ".length());
        } else if (line.startsWith("ask ") || line.startsWith("past ")) {
          String form =
              Pattern.quote(line.substring(line.indexOf(' ') + 1))
                  .replace("{s}", "\\E(?<s>.+)\\Q")
                  .replace("{d}", "\\E(?<d>\\d+ \\w+ \\d+)\\Q");
          patterns.computeIfAbsent(relation, name -> new ArrayList<>()).add(Pattern.compile(form));
        }
      }
    }

    String subject(Question probe) {
      return match(probe).group("s");
    }

    String day(Question probe) {
      Matcher matcher = match(probe);
      return matcher.pattern().pattern().contains("<d>") ? matcher.group("d") : "";
    }

    private Matcher match(Question probe) {
      for (Pattern pattern : patterns.getOrDefault(probe.relation(), List.of())) {
        Matcher matcher = pattern.matcher(probe.question());
        if (matcher.matches()) {
          return matcher;
        }
      }
      throw new AssertionError(probe.question());
    }
  }
}
