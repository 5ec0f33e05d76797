package dev.freshet.tensor.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.tensor.CpuScope;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.safetensors.SafetensorsWriter.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CpuScope.class)
class RoundTripTest {
  @TempDir Path folder;

  @Test
  void tensorsOfEveryTypeComeBackBitForBitInTheirOrder() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z", Tensor.of(new float[] {1.5f, -0f, Float.NaN, Float.MIN_VALUE}, 2, 2));
    tensors.put("a", Tensor.of(new double[] {Math.PI, Double.MAX_VALUE}, 2, 1));
    tensors.put("ids", Tensor.of(new long[] {Long.MIN_VALUE, -1, 7}, 3));
    tensors.put("a scalar, \"quoted\" \n é", Tensor.full(0.25, Dtype.F32));
    tensors.put("empty", Tensor.zeros(Dtype.F32, 0, 4));

    TensorTree back = written(tensors, Precision.F32);

    assertThat(back.names()).containsExactlyElementsOf(tensors.keySet());
    tensors.forEach(
        (name, tensor) -> {
          assertThat(back.get(name).toBytes()).as(name).isEqualTo(tensor.toBytes());
          assertThat(back.get(name).shape()).isEqualTo(tensor.shape());
          assertThat(back.get(name).dtype()).isEqualTo(tensor.dtype());
        });
  }

  @Test
  void aTransposedViewIsWrittenRowByRow() {
    Tensor view = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose(0, 1);

    assertThat(written(Map.of("t", view), Precision.F32).get("t").toFloats())
        .containsExactly(1, 4, 2, 5, 3, 6);
  }

  @Test
  void halfPrecisionRoundsFloatsAndLeavesOtherTypesAlone() {
    float tie = Float.intBitsToFloat(0x3F818000);
    TensorTree back =
        written(
            Map.of(
                "w", Tensor.of(new float[] {1, tie, -2.5f}, 3),
                "d", Tensor.of(new double[] {0.1}, 1)),
            Precision.BF16);

    assertThat(back.get("w").dtype()).isEqualTo(Dtype.F32);
    assertThat(back.get("w").toFloats())
        .containsExactly(1, Float.intBitsToFloat(0x3F820000), -2.5f);
    assertThat(back.get("d").toDoubles()).containsExactly(0.1);
  }

  /** The bytes of a file with one tensor, by the format's description. */
  @Test
  void aFileIsALengthAHeaderAndTheNumbers() throws IOException {
    Path file = folder.resolve("one.safetensors");
    TensorTree tree = TensorTree.of(Map.of("w", Tensor.of(new float[] {1, -2}, 1, 2)));
    SafetensorsWriter.write(file, tree, Precision.F32, Map.of());

    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[Math.toIntExact(bytes.getLong())];
    bytes.get(header);
    assertThat(header.length % 8).isZero();
    assertThat(new String(header, StandardCharsets.UTF_8).strip())
        .isEqualTo("{\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}");
    assertThat(bytes.getFloat()).isEqualTo(1);
    assertThat(bytes.getFloat()).isEqualTo(-2);
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @Test
  void aFileFromElsewhereMayOrderItsHeaderAsItLikesAndLeaveItUnaligned() {
    byte[] bytes =
        FileBytes.of(
            "{\"b\":{\"data_offsets\":[2,4],\"shape\":[1],\"dtype\":\"F16\"},"
                + "\"a\":{\"dtype\":\"BF16\",\"shape\":[],\"data_offsets\":[0,2]}} ",
            4);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(bytes.length - 4, (short) 0xC040) // bf16 -3
        .putShort(bytes.length - 2, (short) 0x3555); // f16 0.33325
    TensorTree tree = SafetensorsReader.read(FileBytes.write(folder.resolve("hand"), bytes));

    assertThat(tree.names()).containsExactly("a", "b");
    assertThat(tree.get("a").item()).isEqualTo(-3);
    assertThat(tree.get("b").toFloats()).containsExactly(0x1.554p-2f);
  }

  @Test
  void metadataComesBack() {
    Path file = folder.resolve("m.safetensors");
    Map<String, String> metadata = Map.of("format", "pt", "note", "two\nlines, \"ü\"");
    SafetensorsWriter.write(
        file, TensorTree.of(Map.of("w", Tensor.zeros(Dtype.F32, 1))), Precision.F32, metadata);

    assertThat(SafetensorsReader.readMetadata(file)).isEqualTo(metadata);
    assertThat(SafetensorsReader.read(file).names()).containsExactly("w");
  }

  @Test
  void aFileIsReplacedWholeAndNothingElseIsLeftBehind() throws IOException {
    written(Map.of("w", Tensor.zeros(Dtype.F32, 100)), Precision.F32);
    written(Map.of("w", Tensor.zeros(Dtype.F32, 1)), Precision.F32);

    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("t.safetensors"));
    }
  }

  @Test
  void aFolderThatIsNotThereIsAFailureInOneLine() {
    TensorTree tree = TensorTree.of(Map.of("w", Tensor.zeros(Dtype.F32, 1)));

    assertThatThrownBy(
            () ->
                SafetensorsWriter.write(
                    folder.resolve("none/t.safetensors"), tree, Precision.F32, Map.of()))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.FAILURE))
        .hasMessageStartingWith("the file cannot be written");
  }

  private TensorTree written(Map<String, Tensor> tensors, Precision precision) {
    Path file = folder.resolve("t.safetensors");
    SafetensorsWriter.write(file, TensorTree.of(tensors), precision, Map.of());
    return SafetensorsReader.read(file);
  }
}
