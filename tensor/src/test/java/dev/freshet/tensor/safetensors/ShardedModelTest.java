package dev.freshet.tensor.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tensor.CpuScope;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.safetensors.SafetensorsWriter.Precision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(CpuScope.class)
class ShardedModelTest {
  private static final String FIRST = "model-00001-of-00002.safetensors";
  private static final String SECOND = "model-00002-of-00002.safetensors";

  @TempDir Path folder;

  @Test
  void theShardsThatAnIndexNamesAreReadTogether() {
    shard(FIRST, "a", 1);
    shard(SECOND, "b", 2);
    index("{\"metadata\":{},\"weight_map\":{\"b\":\"" + SECOND + "\",\"a\":\"" + FIRST + "\"}}");

    TensorTree model = SafetensorsReader.readModel(folder);

    assertThat(model.names()).containsExactlyInAnyOrder("a", "b");
    assertThat(model.get("a").item()).isEqualTo(1);
    assertThat(model.get("b").item()).isEqualTo(2);
  }

  @Test
  void aTensorComesFromTheShardThatTheIndexSays() {
    shard(FIRST, "a", 1);
    SafetensorsWriter.write(
        folder.resolve(SECOND),
        TensorTree.of(Map.of("a", Tensor.full(9, Dtype.F32), "b", Tensor.full(2, Dtype.F32))),
        Precision.F32,
        Map.of());
    index("{\"weight_map\":{\"a\":\"" + FIRST + "\",\"b\":\"" + SECOND + "\"}}");

    assertThat(SafetensorsReader.readModel(folder).get("a").item()).isEqualTo(1);
  }

  @Test
  void oneFileGoesBeforeAnIndex() {
    shard("model.safetensors", "whole", 3);
    index("not read");

    assertThat(SafetensorsReader.readModel(folder).names()).containsExactly("whole");
  }

  @Test
  void aFolderWithoutWeightsIsRefused() {
    assertThat(Refusals.of(() -> SafetensorsReader.readModel(folder)))
        .hasMessage("there is no model.safetensors here");
  }

  @Test
  void aMissingShardIsNamed() {
    shard(FIRST, "a", 1);
    index("{\"weight_map\":{\"a\":\"" + FIRST + "\",\"b\":\"" + SECOND + "\"}}");

    assertThat(Refusals.of(() -> SafetensorsReader.readModel(folder)).where()).endsWith(SECOND);
  }

  @Test
  void aTensorThatItsShardLacksIsNamed() {
    shard(FIRST, "a", 1);
    index("{\"weight_map\":{\"a\":\"" + FIRST + "\",\"c\":\"" + FIRST + "\"}}");

    assertThat(Refusals.of(() -> SafetensorsReader.readModel(folder)))
        .hasMessageContaining("lack tensor c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../" + FIRST,
        "/etc/passwd.safetensors",
        "sub/" + FIRST,
        "..\\\\" + FIRST,
        "..safetensors",
        "two\\nlines.safetensors",
        "model.bin",
        "",
      })
  void aShardOutsideOfTheFolderIsNotOpened(String name) {
    index("{\"weight_map\":{\"a\":\"" + name + "\"}}");

    assertThat(Refusals.of(() -> SafetensorsReader.readModel(folder)))
        .hasMessageContaining("it names the shard");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{}",
        "{\"weight_map\":{}}",
        "{\"weight_map\":[]}",
        "{\"weight_map\"",
        "{\"weight_map\":{\"a\":1}}",
        "{\"weight_map\":{\"a\":null}}",
        "\0\0\0\0",
        "{\"a\":\"\n\"}",
      })
  void anIndexThatIsNoneIsRefused(String content) {
    index(content);

    assertThat(Refusals.of(() -> SafetensorsReader.readModel(folder)).where())
        .endsWith("model.safetensors.index.json");
  }

  private void shard(String file, String tensor, double value) {
    SafetensorsWriter.write(
        folder.resolve(file),
        TensorTree.of(Map.of(tensor, Tensor.full(value, Dtype.F32))),
        Precision.F32,
        Map.of());
  }

  private void index(String json) {
    FileBytes.write(
        folder.resolve("model.safetensors.index.json"), json.getBytes(StandardCharsets.UTF_8));
  }
}
