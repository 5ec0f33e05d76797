package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FoldSettingsTest {
  private static final Map<String, String> OTHER =
      Map.of(
          "adapter.learning-rate", "2.5e-4",
          "adapter.optimizer", "adamw",
          "adapter.batch", "3",
          "adapter.commit-interval", "7s",
          "gate.policy", "strict",
          "gate.topics.the news.of today", "adapt",
          "model.threads", "2");

  @Test
  void theLoggedTextsGiveTheSettingsBackAndLeaveTheOthersAsTheyRun() {
    Settings logged = new SettingsLoader().override(OTHER).load();
    Settings running = new SettingsLoader().override(Map.of("adapter.max-lanes", "9")).load();

    Settings inForce = FoldSettings.under(FoldSettings.of(logged), running);

    assertThat(FoldSettings.of(inForce)).isEqualTo(FoldSettings.of(logged));
    assertThat(inForce.adapter().learningRate()).isEqualTo(2.5e-4);
    assertThat(inForce.gate()).isEqualTo(logged.gate());
    assertThat(inForce.adapter().maxLanes()).isEqualTo(9);
    assertThat(inForce.adapter().commitInterval()).isEqualTo(running.adapter().commitInterval());
    assertThat(inForce.model()).isEqualTo(running.model());
  }

  @Test
  void onlyWhatCanChangeAWeightIsLogged() {
    assertThat(FoldSettings.of(SettingsLoader.defaults()))
        .containsKeys("adapter.learning-rate", "adapter.max-loss")
        .doesNotContainKeys("adapter.max-lanes", "adapter.max-rejected", "model.threads");
  }

  @Test
  void aLoggedKeyThatThisBuildDoesNotKnowIsRefused() {
    Map<String, String> newer = new TreeMap<>(FoldSettings.of(SettingsLoader.defaults()));
    newer.put("adapter.of-a-later-build", "1");

    assertThatThrownBy(() -> FoldSettings.under(newer, SettingsLoader.defaults()))
        .isInstanceOf(FreshetException.class)
        .hasMessageContaining("of-a-later-build");
  }
}
