package dev.freshet.tensor.safetensors;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import dev.freshet.tensor.safetensors.SafetensorsWriter.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever bytes stand in a file, reading it gives tensors or a refusal. */
class MutatedFileTest {
  private static final int MUTANTS = 2_000;
  private static final byte[] MARKS = "0123456789-.eE,:[]{}\"\\\n ntfF".getBytes(US_ASCII);

  @TempDir Path folder;

  private byte[] sound = new byte[0];

  @BeforeEach
  void writeSoundFile() throws IOException {
    Path file = folder.resolve("sound.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (Scope scope = Scope.on(Torch.device("cpu"))) {
      tensors.put("weight", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
      tensors.put("ids", Tensor.of(new long[] {1, 2}, 2));
      tensors.put("scale", Tensor.full(2, Dtype.F64));
      SafetensorsWriter.write(file, TensorTree.of(tensors), Precision.BF16, Map.of("format", "pt"));
    }
    sound = Files.readAllBytes(file);
  }

  @Test
  void aMutatedFileIsReadOrRefusedAndNothingElse() {
    CounterRandom random = new CounterRandom(2_000, 0);
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = mutated(random);
      Path file = FileBytes.write(folder.resolve("mutant.safetensors"), mutant);
      try (Scope scope = Scope.on(Torch.device("cpu"))) {
        Throwable thrown = catchThrowable(() -> SafetensorsReader.read(file));
        if (thrown != null) {
          Refusals.of(
              () -> {
                throw thrown;
              });
          refused++;
        }
      }
    }

    // both ends are met: most mutants are broken, some only carry other numbers or names
    assertThat(refused).isBetween(MUTANTS / 2, MUTANTS - 50);
  }

  private byte[] mutated(CounterRandom random) {
    byte[] mutant = sound.clone();
    int headerBytes = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getInt();
    int changes = 1 + random.nextInt(2);
    for (int i = 0; i < changes; i++) {
      switch (random.nextInt(10)) {
        case 0 -> mutant[random.nextInt(8)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutant = Arrays.copyOf(mutant, Math.max(9, random.nextInt(mutant.length + 8)));
        case 2, 3 -> swapPieces(mutant, random);
        case 4, 5, 6 ->
            mutant[Math.min(mutant.length - 1, 8 + random.nextInt(headerBytes))] =
                MARKS[random.nextInt(MARKS.length)];
        default -> mutant[random.nextInt(mutant.length)] = (byte) random.nextBits();
      }
    }
    return mutant;
  }

  private static void swapPieces(byte[] bytes, CounterRandom random) {
    int length = 1 + random.nextInt(Math.min(16, bytes.length / 2));
    int from = random.nextInt(bytes.length - length + 1);
    int to = random.nextInt(bytes.length - length + 1);
    byte[] piece = Arrays.copyOfRange(bytes, from, from + length);
    System.arraycopy(bytes, to, bytes, from, length);
    System.arraycopy(piece, 0, bytes, to, length);
  }
}
