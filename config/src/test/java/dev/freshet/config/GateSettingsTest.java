package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.GateSettings.Policy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateSettingsTest {
  @Test
  void aTopicMayHaveAPolicyOfItsOwn() {
    GateSettings gate =
        new SettingsLoader()
            .override(Map.of("gate.policy", "strict", "gate.topics.the news.of today", "adapt"))
            .load()
            .gate();

    assertThat(gate.policyOf("the news.of today")).isEqualTo(Policy.ADAPT);
    assertThat(gate.policyOf("another")).isEqualTo(Policy.STRICT);
  }

  @Test
  void aPolicyThatIsNoneIsRefusedWithItsPlace() {
    assertThatThrownBy(
            () -> new SettingsLoader().override(Map.of("gate.topics.news", "loose")).load())
        .isInstanceOf(FreshetException.class)
        .hasMessage("gate.topics cannot be `{news=loose}`")
        .extracting(e -> ((FreshetException) e).remedy())
        .isEqualTo("gate.topics holds `observe`, `strict`, `adapt` after each topic");
  }
}
