package dev.freshet.learner.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ModelConfigTest {
  static final List<String> NAMES = Fixture.NAMES;

  private static final String LEAST =
      """
      {"vocab_size": 100, "hidden_size": 24, "num_hidden_layers": 3, "num_attention_heads": 6,
       "intermediate_size": 64}
      """;

  @TempDir Path folder;

  @Test
  void whatAConfigLeavesOutIsWhatTheArchitectureSays() throws IOException {
    assertThat(ModelConfig.parse(json(LEAST)))
        .isEqualTo(
            new ModelConfig(
                100,
                24,
                3,
                6,
                6,
                4,
                64,
                2048,
                1e-6,
                new RopeConfig(10_000, new RopeConfig.None()),
                false,
                false,
                false,
                -1,
                List.of()));
  }

  @Test
  void severalEndTokensAreOneListAndNullIsNone() throws IOException {
    assertThat(with("eos_token_id", "[7, 9]").endTokens()).containsExactly(7, 9);
    assertThat(with("eos_token_id", "7").endTokens()).containsExactly(7);
    assertThat(with("eos_token_id", "null").endTokens()).isEmpty();
    assertThat(with("bos_token_id", "null").beginToken()).isEqualTo(-1);
    assertThat(with("num_key_value_heads", "null").keyValueHeads()).isEqualTo(6);
    assertThat(with("rope_scaling", "null").rope().scaling()).isEqualTo(new RopeConfig.None());
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void aWrittenConfigIsReadAsTheSame(String name) throws IOException {
    ModelConfig config = ModelConfig.read(Fixture.folder(name));

    assertThat(ModelConfig.parse(json(config.toJson()))).isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          model_type           | "mistral"            | model_type is mistral, not llama
          hidden_act           | "gelu"               | hidden_act is gelu, not silu
          vocab_size           | null                 | vocab_size is missing or no integer
          vocab_size           | "100"                | vocab_size is missing or no integer
          vocab_size           | 1e2                  | vocab_size is missing or no integer
          vocab_size           | 99999999999          | vocab_size is missing or no integer
          vocab_size           | -1                   | vocab_size is 2 to 10000000
          hidden_size          | 0                    | hidden_size is 1 to 1048576
          num_hidden_layers    | 0                    | num_hidden_layers is 1 to 10000
          num_attention_heads  | 0                    | num_attention_heads is 1 or more
          num_attention_heads  | 5                    | hidden_size divides by num_attention_heads
          num_key_value_heads  | 4                    | num_key_value_heads divides num_attention_heads
          num_key_value_heads  | 0                    | num_key_value_heads divides num_attention_heads
          head_dim             | 5                    | head_dim is even
          intermediate_size    | -4                   | intermediate_size is 1 or more
          max_position_embeddings | 1                 | max_position_embeddings is 2 or more
          rms_norm_eps         | "tiny"               | rms_norm_eps is no number
          rms_norm_eps         | -1e-6                | rms_norm_eps is 0 or more, below 1
          tie_word_embeddings  | "yes"                | tie_word_embeddings is neither true nor false
          attention_bias       | 1                    | attention_bias is neither true nor false
          mlp_bias             | []                   | mlp_bias is neither true nor false
          bos_token_id         | "<s>"                | bos_token_id is no integer
          eos_token_id         | ["</s>"]             | eos_token_id is no integer
          eos_token_id         | 100                  | eos_token_id is below vocab_size
          bos_token_id         | 100                  | bos_token_id is below vocab_size
          rope_theta           | 0                    | rope_theta is above 0
          rope_theta           | "much"               | rope_theta is no number
          rope_scaling         | {"type": "yarn"}     | rope_type is yarn, not default, linear or llama3
          rope_scaling         | {"type": "linear"}   | rope_scaling's factor is missing
          rope_scaling         | {"type": "linear", "factor": -2} | rope_scaling's factor is above 0
          rope_scaling         | {"type": "linear", "factor": "2"} | rope_scaling's factor is no number
          rope_scaling         | {"rope_type": "llama3", "factor": 8} | rope_scaling's low_freq_factor is missing
          rope_scaling         | {"rope_type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 4, "original_max_position_embeddings": 64} | rope_scaling's high_freq_factor is above low_freq_factor
          """)
  void aConfigThatCannotBeUsedIsRefusedByItsField(String field, String value, String message) {
    assertThatThrownBy(() -> with(field, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aFolderThatHoldsNoModelIsRefusedWithARemedy() throws IOException {
    assertRefused(folder.resolve("none"), "there is no such model directory");
    assertRefused(folder, "there is no config.json here");
    Files.writeString(folder.resolve("config.json"), "{");
    assertRefused(folder, "this is not JSON");
    Files.writeString(folder.resolve("config.json"), "[]");
    assertRefused(folder, "this model cannot be used: hidden_size is missing or no integer");
  }

  private static void assertRefused(Path directory, String message) {
    assertThatThrownBy(() -> ModelConfig.read(directory))
        .isInstanceOfSatisfying(
            FreshetException.class,
            e -> {
              assertThat(e).hasMessage(message);
              assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT);
              assertThat(e.remedy()).isNotBlank();
            });
  }

  private static ModelConfig with(String field, String value) throws IOException {
    ObjectNode config = (ObjectNode) json(LEAST);
    config.set(field, json(value));
    return ModelConfig.parse(config);
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
