package dev.freshet.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.config.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedTeamCommandTest {
  @TempDir static Path folder;
  private static Path model = Path.of("");
  private static Path usual = Path.of("");

  @BeforeAll
  static void makeFiles() throws IOException {
    model = TinyModel.in(folder.resolve("model"));
    usual = SmallStream.in(folder.resolve("stream.json"), 80);
  }

  private static Run attack(int attacked) {
    return Run.of(
        "gate",
        "red-team",
        "--model",
        model,
        "--in-distribution",
        usual,
        "--attacked",
        attacked,
        "--set",
        "gate.warm-up=20",
        "--set",
        "gate.false-quarantine=0.1",
        "--set",
        "adapter.optimizer=sgd",
        "--set",
        "adapter.weighting=uniform",
        "--set",
        "adapter.anchor.weight=0",
        "--set",
        "adapter.learning-rate=0.1",
        "--output",
        "json");
  }

  @Test
  void everyAttackIsTriedBehindTheGateAndWithoutIt() {
    Run run = attack(5);
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    JsonNode json = run.json();
    Map<String, JsonNode> rows = new HashMap<>();
    json.path("attacks").forEach(row -> rows.put(row.path("attack").asText(), row));

    assertThat(rows)
        .containsOnlyKeys(
            "fgsm",
            "carlini-wagner",
            "token-salad",
            "repeated-text",
            "homoglyphs",
            "other-languages",
            "templated-spam",
            "camouflage");
    assertThat(json.path("reference").asInt()).isEqualTo(50);
    assertThat(json.path("questions").asInt()).isEqualTo(20);
    assertThat(json.path("nllUsual").asDouble()).isLessThan(json.path("nllBase").asDouble());
    rows.values()
        .forEach(
            row -> {
              assertThat(row.path("auroc").asDouble()).isBetween(0.0, 1.0);
              assertThat(row.path("letThrough").asDouble()).isBetween(0.0, 1.0);
              assertThat(row.path("usualHeldBack").asDouble()).isLessThan(0.5);
              assertThat(row.path("aurocPerturbation").isNumber()).isTrue();
            });
    JsonNode foreign = requireNonNull(rows.get("other-languages"));
    assertThat(foreign.path("auroc").asDouble()).isGreaterThan(0.95);
    assertThat(foreign.path("letThrough").asDouble()).isZero();
    assertThat(foreign.path("usualHeldBack").asDouble()).isZero();
    assertThat(foreign.path("damageWithGate").asDouble())
        .as("the weights are those of a stream without the attack")
        .isZero();
    assertThat(foreign.path("damageWithoutGate").asDouble()).isNotZero();
    assertThat(foreign.path("planted").isNull()).isTrue();
    JsonNode planted = requireNonNull(rows.get("templated-spam")).path("planted");
    assertThat(planted.path("nllWithoutGate").asDouble())
        .as("without a gate the false fact is taken up")
        .isLessThan(planted.path("nllBase").asDouble());

    assertThat(attack(5).json()).as("the same seed, the same figures").isEqualTo(json);
  }

  @Test
  void tooFewDocumentsAreRefusedWithTheNumberThatItTakes() {
    Run run = attack(20);

    assertThat(run.code()).isEqualTo(ExitCode.ARTEFACT);
    assertThat(run.json().at("/error/message").asText())
        .isEqualTo("80 documents with questions are too few, it takes 149");
  }
}
