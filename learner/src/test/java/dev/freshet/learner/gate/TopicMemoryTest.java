package dev.freshet.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicMemoryTest {
  @Test
  void ofAMillionTopicsTheLeastRecentlyUsedGiveWayAndAreCounted() {
    TopicMemory topics = TopicMemory.EMPTY;
    int most = 8;
    for (int i = 0; i < 1_000_000; i++) {
      topics = topics.with("topic " + i, Baseline.empty(), most);
    }

    assertThat(topics.names()).hasSize(most).endsWith("topic 999999");
    assertThat(topics.evicted()).isEqualTo(1_000_000 - most);
  }

  @Test
  void oneThatIsUsedAgainStays() {
    TopicMemory topics = TopicMemory.EMPTY;
    for (String topic : new String[] {"a", "b", "a", "c"}) {
      topics = topics.with(topic, Baseline.empty(), 2);
    }

    assertThat(topics.names()).containsExactly("a", "c");
  }

  @Test
  void oneThatWasAcceptedOutlastsTheOthersButNotTheBound() {
    TopicMemory topics = TopicMemory.EMPTY.with("let in", Baseline.empty().asAccepted(), 3);
    for (int i = 0; i < 10; i++) {
      topics = topics.with("topic " + i, Baseline.empty(), 3);
    }
    assertThat(topics.names()).contains("let in");

    for (int i = 0; i < 10; i++) {
      topics = topics.with("also let in " + i, Baseline.empty().asAccepted(), 3);
    }
    assertThat(topics.names()).hasSize(3).doesNotContain("let in");
  }
}
