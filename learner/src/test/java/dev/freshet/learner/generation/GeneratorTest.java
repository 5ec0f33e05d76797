package dev.freshet.learner.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.generation.Generator.Continuation;
import dev.freshet.learner.generation.Generator.StopReason;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {
  private static final int CONTEXT = 64;

  @TempDir static Path directory;
  private static LanguageModel model;
  private static List<int[]> prompts;

  @BeforeAll
  static void load() {
    model = TinyModel.read(directory);
    prompts =
        TinyModel.SENTENCES.subList(0, 4).stream()
            .map(sentence -> model.tokenizer().encode(sentence).ids())
            .map(ids -> Arrays.copyOf(ids, Math.min(ids.length, 5 + ids.length % 11)))
            .toList();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aBatchOfPromptsOfDifferentLengthsGivesTheIdsOfRepeatedFullForwards() {
    assertThat(prompts.stream().map(prompt -> prompt.length).distinct().count()).isGreaterThan(1);
    List<Continuation> continuations = continueAll(prompts, 12, Sampling.GREEDY);
    for (int row = 0; row < prompts.size(); row++) {
      assertThat(continuations.get(row).ids())
          .containsExactly(withoutCache(prompts.get(row), continuations.get(row).ids().length));
    }
  }

  @Test
  void aRowSaysTheSameAloneAndInABatch() {
    List<Continuation> together = continueAll(prompts, 8, Sampling.GREEDY);
    for (int row = 0; row < prompts.size(); row++) {
      Continuation alone = continueAll(List.of(prompts.get(row)), 8, Sampling.GREEDY).get(0);
      assertThat(together.get(row).ids()).containsExactly(alone.ids());
    }
  }

  @Test
  void theEndTokenEndsARowAndIsNotPartOfIt() {
    int[] free = continueAll(prompts.subList(0, 1), 8, Sampling.GREEDY).get(0).ids();
    int third = free[2];
    int first = IntStream.range(0, 3).filter(i -> free[i] == third).findFirst().orElseThrow();
    int vocabulary = model.config().vocabulary();
    Decoder ending = new Decoder(TinyModel.config(vocabulary, CONTEXT, List.of(third)));
    Continuation continuation =
        new Generator(ending, model.device())
            .continueAll(model.parameters(), prompts.subList(0, 1), 8, Sampling.GREEDY)
            .get(0);
    assertThat(continuation.stopReason()).isEqualTo(StopReason.END);
    assertThat(continuation.ids()).containsExactly(Arrays.copyOf(free, first));
  }

  @Test
  void askedForFewTokensItStopsAtTheirNumber() {
    Continuation continuation = continueAll(prompts, 3, Sampling.GREEDY).get(0);
    assertThat(continuation.ids()).hasSize(3);
    assertThat(continuation.stopReason()).isEqualTo(StopReason.LENGTH);
  }

  @Test
  void eachRowOfABatchEndsAtItsOwnContextLimit() {
    int[] nearlyFull = filled(CONTEXT - 3);
    int[] shorter = filled(CONTEXT - 6);
    List<Continuation> rows = continueAll(List.of(nearlyFull, shorter), 20, Sampling.GREEDY);
    assertThat(rows).extracting(Continuation::stopReason).containsOnly(StopReason.CONTEXT);
    assertThat(rows.get(0).ids()).containsExactly(withoutCache(nearlyFull, 3));
    assertThat(rows.get(1).ids()).containsExactly(withoutCache(shorter, 6));
  }

  @Test
  void tokensThatJustFillTheContextStopByTheirNumber() {
    Continuation continuation =
        continueAll(List.of(filled(CONTEXT - 3)), 3, Sampling.GREEDY).get(0);
    assertThat(continuation.ids()).hasSize(3);
    assertThat(continuation.stopReason()).isEqualTo(StopReason.LENGTH);
  }

  @Test
  void aPromptThatLeavesNoPlaceIsRefused() {
    assertThatThrownBy(() -> continueAll(List.of(filled(CONTEXT)), 1, Sampling.GREEDY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 63 tokens");
    assertThatThrownBy(() -> continueAll(List.of(), 1, Sampling.GREEDY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSeedGivesTheSameTextEachTimeAndAnotherSeedAnother() {
    Sampling seven = new Sampling(1.0, 0.95, 7);
    List<int[]> once = ids(continueAll(prompts, 12, seven));
    assertThat(ids(continueAll(prompts, 12, seven))).containsExactlyElementsOf(once);
    assertThat(ids(continueAll(prompts, 12, new Sampling(1.0, 0.95, 8))))
        .isNotEqualTo(once)
        .hasSameSizeAs(once);
  }

  @ParameterizedTest(name = "temperature {0}")
  @ValueSource(doubles = {0.5, 1.0, 2.0})
  void everyDrawnTokenLiesInTheNucleus(double temperature) {
    Sampling sampling = new Sampling(temperature, 0.6, 3);
    Set<Integer> drawn = new HashSet<>();
    List<Continuation> rows = continueAll(prompts, 10, sampling);
    for (int row = 0; row < prompts.size(); row++) {
      int[] ids = rows.get(row).ids();
      for (int i = 0; i < ids.length; i++) {
        float[] logits = logitsAfter(join(prompts.get(row), Arrays.copyOf(ids, i)));
        assertThat(nucleus(logits, temperature, 0.6)).contains(ids[i]);
        drawn.add(ids[i]);
      }
    }
    assertThat(drawn).hasSizeGreaterThan(3);
  }

  @Test
  void aNucleusThatHoldsOneTokenIsGreedy() {
    List<int[]> greedy = ids(continueAll(prompts, 8, Sampling.GREEDY));
    assertThat(ids(continueAll(prompts, 8, new Sampling(1.0, 1e-9, 5))))
        .containsExactlyElementsOf(greedy);
  }

  private static List<Continuation> continueAll(
      List<int[]> prompts, int maxTokens, Sampling sampling) {
    return new Generator(model.decoder(), model.device())
        .continueAll(model.parameters(), prompts, maxTokens, sampling);
  }

  private static List<int[]> ids(List<Continuation> continuations) {
    return continuations.stream().map(Continuation::ids).toList();
  }

  private static int[] withoutCache(int[] prompt, int tokens) {
    int[] all = prompt;
    for (int i = 0; i < tokens; i++) {
      float[] logits = logitsAfter(all);
      int best =
          IntStream.range(0, logits.length)
              .reduce((a, b) -> logits[b] > logits[a] ? b : a)
              .orElseThrow();
      all = join(all, new int[] {best});
    }
    return Arrays.copyOfRange(all, prompt.length, all.length);
  }

  private static float[] logitsAfter(int[] ids) {
    try (Scope scope = Scope.on(model.device())) {
      float[] all =
          model.decoder().logits(model.parameters(), Tensor.of(ids, 1, ids.length)).toFloats();
      int width = model.config().vocabulary();
      return Arrays.copyOfRange(all, all.length - width, all.length);
    }
  }

  /** The fewest likeliest tokens that together reach the probability. */
  private static Set<Integer> nucleus(float[] logits, double temperature, double topP) {
    double[] odds = new double[logits.length];
    Arrays.setAll(odds, i -> Math.exp(logits[i] / temperature));
    double total = Arrays.stream(odds).sum();
    List<Integer> order =
        IntStream.range(0, odds.length)
            .boxed()
            .sorted((a, b) -> Double.compare(odds[b], odds[a]))
            .toList();
    Set<Integer> kept = new HashSet<>();
    double reached = 0;
    for (int id : order) {
      if (reached >= topP) {
        break;
      }
      kept.add(id);
      reached += odds[id] / total;
    }
    return kept;
  }

  private static int[] filled(int length) {
    int[] prompt = new int[length];
    Arrays.setAll(prompt, i -> 1 + i * 7 % 200);
    return prompt;
  }

  private static int[] join(int[] head, int[] tail) {
    return IntStream.concat(Arrays.stream(head), Arrays.stream(tail)).toArray();
  }
}
