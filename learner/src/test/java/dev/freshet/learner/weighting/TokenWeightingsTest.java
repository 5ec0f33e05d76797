package dev.freshet.learner.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.FileDigest;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.decoder.Attention;
import dev.freshet.learner.gradient.StepSize;
import dev.freshet.learner.tokenizer.BpeTrainer;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.tokenizer.TokenizerFile;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenWeightingsTest {
  private static final String TEXT = "The river Elbe rises in the mountains of Bohemia.";

  @TempDir Path folder;
  private LanguageModel base;
  private Scope scope;

  @BeforeEach
  void open() {
    base = TinyModel.read(folder.resolve("base"));
    scope = Scope.on(TinyModel.device());
  }

  @AfterEach
  void close() {
    scope.close();
    base.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"uniform", "salient", "tfidf", "rho1", "min-snr"})
  void everyRuleWeighsADocumentAndADocumentOfOneToken(String name) {
    assertThat(weights(name, TEXT)).isNotEmpty();
    assertThat(weights(name, "")).isEmpty();
  }

  @Test
  void aDocumentOfAHundredThousandTokensIsWeighedInWindows() {
    write("camels", camels(), camels().initialise(1), Map.of());
    String text = "river ".repeat(100_000);
    assertThat(weights("camels", text).length).isGreaterThanOrEqualTo(100_000);
  }

  @Test
  void anArtefactIsReadBesideTheModelByItsName() {
    write("camels", camels(), camels().initialise(1), Map.of());
    assertThat(weights("camels", TEXT)).containsOnly(new float[] {1}, within(1e-5f));
    write("camels-head", head(), head().initialise(1), Map.of());
    assertThat(weights("camels-head", TEXT)).containsOnly(new float[] {1}, within(1e-5f));
    assertThat(weights(folder.resolve("camels").toString(), TEXT))
        .containsOnly(new float[] {1}, within(1e-5f));
  }

  @Test
  void stepSizesComeWithTheNameThatAsksForThem() {
    Map<String, StepSize> steps = new LinkedHashMap<>();
    base.parameters().names().forEach(name -> steps.put(name, StepSize.of(2.0)));
    write("uniform", null, null, steps);
    assertThat(open("uniform+steps").stepSizes()).isEqualTo(steps);
    assertThat(open("uniform").stepSizes()).isEmpty();
    assertThat(open("uniform+steps").digest()).hasSize(64);
    steps.put("another.weight", StepSize.of(1.0));
    write("uniform", null, null, steps);
    assertRefused("uniform+steps", ExitCode.ARTEFACT, "other tensors than the model's");
    write("camels", camels(), camels().initialise(1), Map.of());
    assertRefused("camels+steps", ExitCode.ARTEFACT, "no step sizes were learned");
  }

  @Test
  void stepSizesOfRowsAndColumnsComeBackFromTheirFile() {
    Map<String, StepSize> steps = new LinkedHashMap<>();
    base.parameters().tensors().forEach((name, tensor) -> steps.put(name, halves(tensor.shape())));
    write("uniform", null, null, steps);
    String digest = open("uniform+steps").digest();
    assertThat(open("uniform+steps").stepSizes()).isEqualTo(steps);

    String first = base.parameters().names().iterator().next();
    long rows = base.parameters().get(first).shape()[0];
    steps.put(first, new StepSize(Collections.nCopies((int) rows, 0.25), List.of(1.0)));
    write("uniform", null, null, steps);
    assertThat(open("uniform+steps").digest()).isNotEqualTo(digest);
    steps.put(first, new StepSize(List.of(1.0, 2.0, 3.0), List.of(1.0)));
    write("uniform", null, null, steps);
    assertRefused("uniform+steps", ExitCode.ARTEFACT, "of another shape than the model's");
    steps.replaceAll((name, size) -> StepSize.of(2.0));
    write("uniform", null, null, steps);
    assertThat(open("uniform+steps").stepSizes()).isEqualTo(steps);
  }

  /** 0, 1/2, 1, 3/2, ... which float32 holds exactly. */
  private static StepSize halves(long[] shape) {
    List<Double> rows = LongStream.range(0, shape[0]).mapToObj(i -> i / 2.0).toList();
    return shape.length == 1
        ? new StepSize(rows, List.of(1.0))
        : new StepSize(rows, Collections.nCopies((int) shape[1], 2.0));
  }

  @ParameterizedTest
  @CsvSource({
    "unifrom,there is no weighting unifrom",
    "oracle,looks at the answers",
    "oracle+steps,looks at the answers"
  })
  void whatSettingsCannotChooseIsRefused(String choice, String message) {
    assertRefused(choice, ExitCode.CONFIGURATION, message);
  }

  @Test
  void aNetworkThatWasNotTrainedIsMissed() {
    assertRefused("camels", ExitCode.ARTEFACT, "what was learned for the weighting camels");
  }

  @Test
  void aWeightingForAnotherVocabularyIsRefused() {
    CamelsNetwork other =
        CamelsNetwork.camels(new BodyConfig(7, 16, 1, 2, 16, 32), Attention.CAUSAL, 8);
    write("camels", other, other.initialise(1), Map.of());
    assertRefused("camels", ExitCode.ARTEFACT, "it knows 7 tokens");
    CamelsHeadNetwork wide = new CamelsHeadNetwork(7, 0, 8);
    write("camels-head", wide, wide.initialise(1), Map.of());
    assertRefused("camels-head", ExitCode.ARTEFACT, "it reads hidden states of 7 numbers");
  }

  @Test
  void aWeightingForAnotherTokenizerIsRefusedOrCarriedOver() throws IOException {
    Path directory = folder.resolve("foreign");
    Files.createDirectories(directory);
    BpeTrainer trainer = new BpeTrainer("<|endoftext|>");
    trainer.read(TEXT.repeat(3));
    BpeTrainer.Vocabulary vocabulary = trainer.train(270);
    Path tokenizer = directory.resolve("tokenizer.json");
    TokenizerFile.write(vocabulary, tokenizer);
    CamelsNetwork network =
        CamelsNetwork.camels(
            new BodyConfig(vocabulary.tokens().size(), 16, 1, 2, 16, 32), Attention.CAUSAL, 8);
    artefact("camels", network, Map.of(), FileDigest.of(tokenizer))
        .write(directory, network.initialise(1));
    assertThat(weights(directory.toString(), TEXT)).containsOnly(new float[] {1}, within(1e-5f));

    artefact("camels-head", head(), Map.of(), FileDigest.of(tokenizer))
        .write(directory, head().initialise(1));
    assertRefused(directory.toString(), ExitCode.ARTEFACT, "made for another tokenizer");
    artefact("camels", network, Map.of(), FileDigest.of(tokenizer))
        .write(directory, network.initialise(1));
    Files.delete(tokenizer);
    assertRefused(directory.toString(), ExitCode.ARTEFACT, "made for another tokenizer");
  }

  @Test
  void numbersThatAreNotFiniteAreRefused() {
    TensorTree broken = camels().initialise(1).map(tensor -> tensor.shifted(Double.NaN));
    write("camels", camels(), broken, Map.of());
    assertRefused("camels", ExitCode.ARTEFACT, "numbers that are not finite");
  }

  @Test
  void tensorsOfAnotherShapeAreRefused() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(camels().initialise(1).tensors());
    tensors.put("weight_head.0.bias", Tensor.of(new float[3], 3));
    write("camels", camels(), TensorTree.of(tensors), Map.of());
    assertRefused("camels", ExitCode.ARTEFACT, "weight_head.0.bias is F32[3], not [8]");
    tensors.remove("weight_head.0.bias");
    write("camels", camels(), TensorTree.of(tensors), Map.of());
    assertRefused("camels", ExitCode.ARTEFACT, "it holds other tensors");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                                     | this is not JSON",
        "{}                                    | weighting is missing or no text",
        "{\"weighting\": \"camel\"}            | weighting is camel, not one of",
        "{\"weighting\": \"camels\"}           | vocabulary is missing",
        "{\"weighting\": \"uniform\", \"stepSizes\": {\"a\": -1}, \"learningRate\": 1,"
            + " \"innerOptimizer\": \"sgd\", \"tokenizer\": \"\"} | the step size of a is 0 to 1e6",
        "{\"weighting\": \"uniform\", \"stepSizes\": {\"a\": \"x\"}} | a is missing or no number",
        "{\"weighting\": \"uniform\", \"learningRate\": 1, \"innerOptimizer\": \"sgd\","
            + " \"tokenizer\": \"abc\"} | tokenizer is a SHA-256"
      })
  void aDamagedConfigIsOneClearLine(String json, String message) throws IOException {
    Path directory = Files.createDirectories(folder.resolve("damaged"));
    Files.writeString(directory.resolve("config.json"), json);
    assertRefused(directory.toString(), ExitCode.ARTEFACT, message);
  }

  @Test
  void weightsThatAreNoWeightsHaveADefect() {
    assertThat(defect(1, 2)).isNull();
    assertThat(defect(1, Float.NaN)).contains("token 2 the weight NaN");
    assertThat(defect(-1, 1)).contains("token 1 the weight -1");
    assertThat(defect(1, Float.POSITIVE_INFINITY)).contains("Infinity");
    assertThat(defect(1)).contains("1 weights for 2 tokens");
  }

  private static @Nullable String defect(float... weights) {
    return new Weighed(weights, WeightingState.EMPTY).defect(2);
  }

  private float[] weights(String choice, String text) {
    EncodedText encoded = base.tokenizer().encode(text);
    try (ChosenWeighting chosen = TokenWeightings.open(choice, base);
        Scope inner = Scope.nested()) {
      TokenWeighting weighting = chosen.weighting();
      WeightingInput input = WeightingInput.of(base.decoder(), base.parameters(), encoded);
      Weighed weighed = weighting.weigh(input, weighting.initial());
      assertThat(weighed.defect(Math.max(0, encoded.length() - 1))).isNull();
      return weighed.weights();
    }
  }

  private ChosenWeighting open(String choice) {
    return TokenWeightings.open(choice, base);
  }

  private void assertRefused(String choice, ExitCode code, String message) {
    assertThatThrownBy(() -> open(choice))
        .isInstanceOfSatisfying(
            FreshetException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.where()).isNotNull();
              assertThat(e.remedy()).isNotEmpty();
            })
        .hasMessageContaining(message);
  }

  private CamelsNetwork camels() {
    return CamelsNetwork.camels(
        new BodyConfig(base.config().vocabulary(), 16, 1, 2, 16, 32), Attention.CAUSAL, 8);
  }

  private CamelsHeadNetwork head() {
    return new CamelsHeadNetwork(base.config().width(), 16, 8);
  }

  private void write(
      String name,
      @Nullable StoredNetwork network,
      @Nullable TensorTree parameters,
      Map<String, StepSize> steps) {
    String tokenizer = FileDigest.of(base.directory().resolve("tokenizer.json"));
    artefact(name, network, steps, tokenizer).write(folder.resolve(name), parameters);
  }

  private static WeightingArtefact artefact(
      String name, @Nullable StoredNetwork network, Map<String, StepSize> steps, String tokenizer) {
    return new WeightingArtefact(name, network, "sgd", 0.015, steps, tokenizer);
  }
}
