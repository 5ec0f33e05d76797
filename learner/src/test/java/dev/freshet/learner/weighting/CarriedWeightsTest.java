package dev.freshet.learner.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.TinyModel;
import dev.freshet.learner.tokenizer.BpeTrainer;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.tokenizer.Tokenizer;
import dev.freshet.learner.tokenizer.TokenizerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarriedWeightsTest {
  @TempDir Path folder;

  @Test
  void aTokenGetsTheMeanOverItsCharacters() {
    EncodedText from = Texts.cut("abcdef", Pattern.compile("ab|cd|ef"));
    EncodedText to = Texts.cut("abcdef", Pattern.compile("abc|def"));
    assertThat(CarriedWeights.carry(from, new float[] {3, 6, 0}, to))
        .containsExactly(new float[] {4, 2}, within(1e-6f));
  }

  @Test
  void whereNoWeighedTokenStandsTheMeanDoes() {
    EncodedText from = Texts.cut("ab cd", Pattern.compile("cd"));
    EncodedText to = Texts.cut("ab cd", Pattern.compile("ab|cd"));
    assertThat(CarriedWeights.carry(from, new float[] {5}, to)).containsExactly(5, 5);
  }

  @Test
  void twoTokenizersOfOneTextCarryToTheSameCharacters() throws IOException {
    String text = "The Elbe — 1,094 km — rises in Bohemia: a river über alles. " + "𝔖𝔢𝔞";
    try (Tokenizer fine = tokenizer("fine", 262);
        Tokenizer coarse = tokenizer("coarse", 420)) {
      EncodedText from = fine.encode(text);
      EncodedText to = coarse.encode(text);
      assertThat(to.length()).isLessThan(from.length());
      float[] weights = new float[from.length() - 1];
      int bohemia = text.indexOf("Bohemia");
      for (int i = 0; i < weights.length; i++) {
        boolean inside = from.starts()[i + 1] >= bohemia - 1 && from.ends()[i + 1] <= bohemia + 7;
        weights[i] = inside ? 2 : 0;
      }
      float[] carried = CarriedWeights.carry(from, weights, to);
      assertThat(carried).hasSize(to.length() - 1);
      for (int i = 0; i < carried.length; i++) {
        boolean inside = to.starts()[i + 1] >= bohemia && to.ends()[i + 1] <= bohemia + 7;
        boolean outside = to.ends()[i + 1] < bohemia || to.starts()[i + 1] >= bohemia + 7;
        if (inside) {
          assertThat(carried[i]).isEqualTo(2);
        } else if (outside) {
          assertThat(carried[i]).isZero();
        }
      }
      // Uniform stays uniform, also where a character is cut into several tokens.
      float[] ones = new float[weights.length];
      Arrays.fill(ones, 1);
      assertThat(CarriedWeights.carry(from, ones, to)).containsOnly(1);
    }
  }

  private Tokenizer tokenizer(String name, int vocabulary) throws IOException {
    Path directory = Files.createDirectories(folder.resolve(name));
    BpeTrainer trainer = new BpeTrainer("<|endoftext|>");
    TinyModel.SENTENCES.forEach(trainer::read);
    TokenizerFile.write(trainer.train(vocabulary), directory.resolve("tokenizer.json"));
    return Tokenizer.read(directory);
  }
}
