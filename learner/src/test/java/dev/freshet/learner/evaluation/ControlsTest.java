package dev.freshet.learner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.gradient.Schedule;
import dev.freshet.learner.gradient.Sgd;
import dev.freshet.learner.retention.Retention;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.weighting.SalientWeighting;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.UniformWeighting;
import dev.freshet.learner.weighting.WeightingInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlsTest {
  private static final String TEXT = "the river Elbe rose 3 feet in Oslo";

  private static Control control(String name) {
    return Controls.all().stream()
        .filter(control -> control.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Method method(TokenWeighting weighting) {
    return new Method(
        "m",
        "r",
        weighting,
        weighting.initial(),
        rate -> new Sgd(Schedule.constant(rate)),
        1,
        Retention.NONE);
  }

  private static float[] weights(TokenWeighting weighting) {
    int length = TEXT.length();
    int[] starts = new int[length];
    int[] ends = new int[length];
    Arrays.setAll(starts, i -> i);
    Arrays.setAll(ends, i -> i + 1);
    EncodedText text = new EncodedText(TEXT, new int[length], starts, ends);
    return weighting.weigh(WeightingInput.ofText(text), weighting.initial()).weights();
  }

  private static double sum(float[] weights) {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }

  @Test
  void theMeanWeightIsOnEveryTokenAndTheSumStays() {
    float[] own = weights(new SalientWeighting());
    Method under = control("mean-weight").method(method(new SalientWeighting()));
    float[] mean = weights(under.weighting());
    assertThat(mean).hasSameSizeAs(own);
    assertThat(sum(mean)).isCloseTo(sum(own), within(1e-4));
    for (float weight : mean) {
      assertThat(weight).isEqualTo(mean[0]);
    }
    assertThat(under.recipe()).isNotEqualTo(method(new SalientWeighting()).recipe());
  }

  @Test
  void shuffledWeightsAreTheSameOnOtherTokensEveryTime() {
    float[] own = weights(new SalientWeighting());
    TokenWeighting shuffled =
        control("shuffled-weights").method(method(new SalientWeighting())).weighting();
    float[] once = weights(shuffled);
    assertThat(once).isNotEqualTo(own).containsExactlyInAnyOrder(own);
    assertThat(weights(shuffled)).isEqualTo(once);
  }

  @Test
  void uniformWeightsAreTheirOwnMeanAndTheirOwnShuffling() {
    assertThat(Controls.all())
        .filteredOn(control -> !control.concerns(method(new UniformWeighting())))
        .extracting(Control::name)
        .containsExactly("mean-weight", "shuffled-weights");
  }

  private static EvaluationDocument document(String id, String article) {
    return new EvaluationDocument(
        id, article, TEXT + " " + id, List.of(new Question("Of " + id + "?", List.of("x"))));
  }

  @Test
  void aShuffledDocumentHasTheSameWordsAndQuestions() {
    EvaluationDocument own = document("d", "a");
    EvaluationDocument shuffled = control("shuffled-document").documents(List.of(own)).get(0);
    assertThat(shuffled.text()).isNotEqualTo(own.text());
    assertThat(shuffled.text().split(" ")).containsExactlyInAnyOrder(own.text().split(" "));
    assertThat(shuffled.questions()).isEqualTo(own.questions());
  }

  @Test
  void otherProbesAreThoseOfTheNextDocumentOfTheArticle() {
    List<EvaluationDocument> documents =
        List.of(document("1", "a"), document("2", "b"), document("3", "a"), document("4", "c"));
    List<String> asked = new ArrayList<>();
    for (EvaluationDocument document : control("other-probes").documents(documents)) {
      asked.add(document.id() + document.questions().get(0).text());
    }
    assertThat(asked).containsExactly("1Of 3?", "3Of 1?");
  }
}
