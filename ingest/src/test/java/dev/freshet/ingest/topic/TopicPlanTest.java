package dev.freshet.ingest.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.TestSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPlanTest {
  private final List<TopicPlan> plans = TopicPlan.all(TestSettings.settings());

  @Test
  void thereIsOnePlanForEveryTopic() {
    Topics topics = Topics.of(TestSettings.settings().topics());
    assertThat(plans).extracting(TopicPlan::name).containsExactlyInAnyOrderElementsOf(topics.all());
  }

  @Test
  void theLogIsTheOneThatKeepsEverythingForEver() {
    TopicPlan log = plan("freshet.log");
    assertThat(log.guard()).isEqualTo(TopicPlan.Guard.LOG);
    assertThat(log.partitions()).isEqualTo(2);
    assertThat(log.config())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "-1")
        .containsEntry("retention.bytes", "-1");
    assertThat(plans).filteredOn(plan -> plan.guard() == TopicPlan.Guard.LOG).hasSize(1);
  }

  @Test
  void deadLettersHaveRoomForTheLargestInputAndItsHeaders() {
    assertThat(plan("freshet.dlq").config())
        .containsEntry("max.message.bytes", Integer.toString(TestSettings.MAX_RECORD + (64 << 10)));
  }

  @ParameterizedTest
  @CsvSource({
    "cleanup.policy, compact",
    "cleanup.policy, 'compact,delete'",
    "retention.ms, 604800000",
    "retention.bytes, 1000",
    "max.message.bytes, 1000"
  })
  void aLogThatWouldLoseRecordsIsRefused(String key, String value) {
    TopicPlan log = plan("freshet.log");
    Map<String, String> config = new HashMap<>(log.config());
    assertThatCode(() -> TopicAdmin.check(log, 2, config)).doesNotThrowAnyException();
    config.put(key, value);
    assertThatThrownBy(() -> TopicAdmin.check(log, 2, config))
        .isInstanceOfSatisfying(
            FreshetException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION);
              assertThat(e.getMessage()).contains("freshet.log");
              assertThat(e.remedy()).contains(key);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "cleanup.policy, delete",
    "segment.ms, 604800000",
    "max.compaction.lag.ms, 9223372036854775807",
  })
  void keysThatWouldBeLostOrOutliveTheirDeletionAreRefused(String key, String value) {
    TopicPlan keys =
        TopicPlan.all(TestSettings.shredding()).stream()
            .filter(plan -> plan.name().equals("freshet.keys"))
            .findFirst()
            .orElseThrow();
    Map<String, String> config = new HashMap<>(keys.config());
    assertThatCode(() -> TopicAdmin.check(keys, 2, config)).doesNotThrowAnyException();
    config.put(key, value);
    assertThatThrownBy(() -> TopicAdmin.check(keys, 2, config)).hasMessageContaining(key);
  }

  @Test
  void aLogWithOtherPartitionsIsRefusedAndAnotherTopicIsNot() {
    TopicPlan log = plan("freshet.log");
    assertThatThrownBy(() -> TopicAdmin.check(log, 3, log.config()))
        .hasMessageContaining("3 partitions");
    TopicPlan documents = plan("freshet.documents");
    assertThatCode(() -> TopicAdmin.check(documents, 3, documents.config()))
        .doesNotThrowAnyException();
  }

  private TopicPlan plan(String name) {
    return plans.stream().filter(plan -> plan.name().equals(name)).findFirst().orElseThrow();
  }
}
