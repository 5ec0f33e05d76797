package dev.freshet.learner.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.SettingsLoader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformationsTest {
  private static final Transformations.Preconditioners NONE =
      (optimizer, damping) -> Optional.empty();

  private static AdapterSettings settings(Map<String, String> overrides) {
    Map<String, String> all = new HashMap<>(overrides);
    all.put("adapter.optimizer", "sgd");
    return new SettingsLoader().override(all).load().adapter();
  }

  @Test
  void theShareIsTheLastLinkAndOnlyWhereItIsNotAll() {
    AdapterSettings share = settings(Map.of("adapter.update-share", "0.1"));
    assertThat(chain(share).links()).last().isEqualTo(new LargestShare(0.1));
    assertThat(chain(settings(Map.of())).links()).noneMatch(LargestShare.class::isInstance);
  }

  private static Chain chain(AdapterSettings settings) {
    return (Chain) Transformations.of(settings, 0.1, NONE, Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "adapter.rehearsal.documents,1",
    "adapter.average,10",
    "adapter.update-share,0.5",
    "adapter.sparse.neurons,9",
  })
  void metaTrainingRefusesWhatDerivativesDoNotPass(String key, String value) {
    AdapterSettings keeping = settings(Map.of(key, value, "adapter.sparse.text", "b.txt"));
    assertThatThrownBy(() -> Transformations.trainable(keeping, NONE))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION))
        .hasMessageContaining("meta-training does not go through");
  }

  @Test
  void plainStepsAreTrainedThrough() {
    assertThat(Transformations.trainable(settings(Map.of()), NONE)).isNotNull();
  }
}
