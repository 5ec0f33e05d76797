package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownSettingTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "adaptor.lerning-rate,       did you mean adapter.learning-rate?",
    "adapter.learning_rate,      did you mean adapter.learning-rate?",
    "adapter.bacth,              did you mean adapter.batch?",
    "model.learning-rate,        did you mean adapter.learning-rate?",
    "learning-rate,              did you mean adapter.learning-rate?",
    "optimizer.lerning-rate,     did you mean adapter.learning-rate?",
    "batch,                      did you mean adapter.batch or evaluator.batch?",
    "nmae,                       did you mean name?",
    "embeddedBroker.port,        did you mean embedded-broker.port?",
    "bootstrap.servers,          did you mean kafka.bootstrap.servers?",
  })
  void aMistypedKeyIsAnsweredWithTheOneMeant(String written, String remedy) {
    FreshetException refusal = Refusals.ofFlag(written, "1");

    assertThat(refusal).hasMessage(written + " is not a setting");
    assertThat(refusal.where()).isEqualTo("--set " + written);
    assertThat(refusal.remedy()).isEqualTo(remedy);
  }

  @Test
  void aKeyLikeNoOtherIsAnsweredWithTheKeysOfItsSection() {
    assertThat(Refusals.ofFlag("state.zzzzzz", "1").remedy())
        .isEqualTo("state has the keys directory");
    assertThat(Refusals.ofFlag("zzzzzz", "1").remedy()).startsWith("the top has the keys name, ");
  }

  @Test
  void aMistypedSectionInAFileIsOneProblemWithTheFullKey() {
    FreshetException refusal =
        Refusals.ofYaml(folder, "adaptor:\n  lerning-rate: 1e-3\n  batch: 2\n");

    assertThat(refusal).hasMessage("adaptor.lerning-rate is not a setting");
    assertThat(refusal.remedy()).isEqualTo("did you mean adapter.learning-rate?");
    assertThat(Refusals.position(refusal)).isEqualTo("2:3");
  }

  @Test
  void aMistypedVariableIsAnsweredWithTheOneMeant() {
    FreshetException refusal =
        Refusals.of(new SettingsLoader().environment(Map.of("FRESHET_ADAPTER_LEARNIN_RATE", "1")));

    assertThat(refusal.where()).isEqualTo("environment variable FRESHET_ADAPTER_LEARNIN_RATE");
    assertThat(refusal.remedy()).isEqualTo("did you mean FRESHET_ADAPTER_LEARNING_RATE?");
  }

  @Test
  void aVariableLikeNoOtherIsAnsweredWithTheRule() {
    FreshetException refusal =
        Refusals.of(new SettingsLoader().environment(Map.of("FRESHET_QQQQQQQQQQQQQQQ", "1")));

    assertThat(refusal.remedy()).startsWith("unset it; a variable is FRESHET_ and a key");
  }

  @Test
  void aKeyOfAnyLengthAndContentMakesOneShortLine() {
    FreshetException refusal = Refusals.ofFlag("x\n\u001b[31m" + "y".repeat(100_000), "1");

    assertThat(refusal).hasMessage("x… is not a setting");
    assertThat(Refusals.ofFlag("z".repeat(100_000), "1").getMessage()).hasSizeLessThan(100);
  }

  @Test
  void anEditIsAnInsertionADeletionAReplacementOrASwap() {
    assertThat(Nearest.distance("batch", "batch")).isZero();
    assertThat(Nearest.distance("bach", "batch")).isEqualTo(1);
    assertThat(Nearest.distance("battch", "batch")).isEqualTo(1);
    assertThat(Nearest.distance("botch", "batch")).isEqualTo(1);
    assertThat(Nearest.distance("bacth", "batch")).isEqualTo(1);
    assertThat(Nearest.distance("", "batch")).isEqualTo(5);
  }
}
