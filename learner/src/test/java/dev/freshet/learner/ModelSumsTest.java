package dev.freshet.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.decoder.Fixture;
import dev.freshet.learner.tokenizer.BpeTrainer;
import dev.freshet.learner.tokenizer.TokenizerFile;
import dev.freshet.tensor.Torch;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Faults: single bits flipped and files cut short, in everything that an export has written. */
@ExtendWith(CpuScope.class)
class ModelSumsTest {
  private static final int FAULTS = 200;

  @TempDir Path folder;

  private Path exported = Path.of("");

  @BeforeEach
  void export() throws IOException {
    for (String file : new String[] {"config.json", "model.safetensors"}) {
      Files.copy(Fixture.folder("llama3-biases").resolve(file), folder.resolve(file));
    }
    TokenizerFile.write(new BpeTrainer("<|end|>").train(257), folder.resolve("tokenizer.json"));
    exported = folder.resolve("exported");
    try (LanguageModel model = LanguageModel.read(folder, Torch.device("cpu"))) {
      model.export(exported, model.parameters(), SafetensorsWriter.Precision.F32);
    }
  }

  @Test
  void everyFlippedBitAndEveryCutIsFound() throws IOException {
    List<Path> files;
    try (var listed = Files.list(exported)) {
      files = listed.sorted().toList();
    }
    assertThat(files).hasSizeGreaterThanOrEqualTo(4);
    Random random = new Random(6);
    for (int i = 0; i < FAULTS; i++) {
      Path file = files.get(i % files.size());
      byte[] whole = Files.readAllBytes(file);
      byte[] damaged = whole.clone();
      damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(
          file,
          random.nextInt(8) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : damaged);

      assertThatThrownBy(this::read)
          .as("fault %d in %s", i, file.getFileName())
          .isInstanceOfSatisfying(
              FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT));
      Files.write(file, whole);
    }
    read();
  }

  @Test
  void aModelWithoutDigestsAndAnEditedCardAreTaken() throws IOException {
    Files.writeString(exported.resolve("README.md"), "a card");
    read();
    Files.delete(exported.resolve("freshet.sha256"));
    read();
  }

  private void read() {
    LanguageModel.read(exported, Torch.device("cpu")).close();
  }
}
