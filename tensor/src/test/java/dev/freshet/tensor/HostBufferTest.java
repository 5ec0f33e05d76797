package dev.freshet.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where in a buffer numbers come from must not show in what is computed from them. */
@ExtendWith(CpuScope.class)
class HostBufferTest {
  private static final int OUT = 33;
  private static final int IN = 65;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 31})
  void twentyStepsFromAnOddlyOffsetBufferGiveTheBitsOfTwentyStepsStraight(int offset) {
    float[] start = numbers(OUT * IN);
    float[] straight = stepped(Tensor.of(start, OUT, IN));

    ByteBuffer direct = filled(ByteBuffer.allocateDirect(start.length * 4 + 64), offset, start);
    ByteBuffer heap = filled(ByteBuffer.allocate(start.length * 4 + 64), offset, start);
    for (ByteBuffer buffer : List.of(direct, direct.slice(), heap)) {
      assertThat(stepped(Tensor.of(buffer, Dtype.F32, OUT, IN))).isEqualTo(straight);
    }
    assertThat(direct.position()).as("the caller's position stays").isEqualTo(offset);
  }

  private static ByteBuffer filled(ByteBuffer buffer, int offset, float[] values) {
    buffer.order(ByteOrder.LITTLE_ENDIAN).position(offset);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.limit(buffer.position()).position(offset);
  }

  private static float[] stepped(Tensor weight) {
    Tensor x = Tensor.of(numbers(17 * IN), 17, IN);
    TensorTree parameters = TensorTree.of(Map.of("w", weight));
    for (int step = 0; step < 20; step++) {
      try (Recording recording = Recording.of(parameters)) {
        recording.add(leaves -> x.linear(leaves.get("w"), null).sigmoid().squared().mean());
        parameters = parameters.plus(recording.gradients().scaled(-10));
      }
    }
    return parameters.get("w").toFloats();
  }

  @Test
  void laterChangesOfTheBufferDoNotReachTheTensor() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putFloat(0, 1).putFloat(4, 2);
    Tensor tensor = Tensor.of(buffer, Dtype.F32, 2);
    buffer.putFloat(0, 99);

    assertThat(tensor.toFloats()).containsExactly(1, 2);
  }

  @Test
  void aBufferThatDoesNotFillTheShapeIsRefused() {
    assertThatThrownBy(() -> Tensor.of(ByteBuffer.allocate(12), Dtype.F32, 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("12 bytes for shape [2, 2]");
    assertThatThrownBy(() -> Tensor.of(new float[3], 2)).hasMessageContaining("12 bytes");
  }

  private static float[] numbers(int count) {
    CounterRandom random = new CounterRandom(21, count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
