package dev.freshet.learner.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.learner.CpuScope;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@ExtendWith(CpuScope.class)
class ReferenceDecoderTest {
  static final List<String> NAMES = Fixture.NAMES;

  @ParameterizedTest
  @FieldSource("NAMES")
  void theParametersAreThoseOfTheFile(String name) {
    Fixture fixture = Fixture.read(name);

    assertThat(fixture.decoder().parameterShapes().keySet())
        .containsExactlyInAnyOrderElementsOf(fixture.parameters().names());
    fixture
        .decoder()
        .parameterShapes()
        .forEach(
            (tensor, shape) ->
                assertThat(fixture.parameters().get(tensor).shape()).as(tensor).isEqualTo(shape));
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void logitsAreTheReferencesInEitherPrecision(String name) {
    Fixture fixture = Fixture.read(name);
    TensorTree exact = fixture.parameters().map(tensor -> tensor.to(Dtype.F64));

    for (Fixture.Answer answer : fixture.answers()) {
      Tensor ids = Tensor.of(answer.ids(), 1, answer.ids().length);
      double[] narrow = Fixture.last(fixture.decoder().logits(fixture.parameters(), ids));
      double[] wide = Fixture.last(fixture.decoder().logits(exact, ids));

      assertThat(Fixture.relativeError(narrow, answer.logits())).isLessThan(1e-4);
      assertThat(Fixture.relativeError(wide, answer.logits())).isLessThan(1e-9);
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void greedyTokensAreTheReferences(String name) {
    Fixture fixture = Fixture.read(name);

    for (Fixture.Answer answer : fixture.answers()) {
      int[] ids = answer.ids();
      for (int expected : answer.greedy()) {
        Tensor row = Tensor.of(ids, 1, ids.length);
        Tensor logits = fixture.decoder().logits(fixture.parameters(), row);
        int chosen = (int) logits.slice(1, ids.length - 1, ids.length).argMax(2).item();

        assertThat(chosen).isEqualTo(expected);
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = chosen;
      }
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void rowsOfABatchDoNotSeeEachOtherNorWhatComesAfterThem(String name) {
    Fixture fixture = Fixture.read(name);
    int[] first = Arrays.copyOf(fixture.answers().get(0).ids(), 5);
    int[] second = fixture.answers().get(1).ids();
    int[] both = Arrays.copyOf(first, 10);
    System.arraycopy(second, 0, both, 5, 5);

    TensorTree exact = fixture.parameters().map(tensor -> tensor.to(Dtype.F64));
    Tensor batch = fixture.decoder().logits(exact, Tensor.of(both, 2, 5));
    Tensor longer =
        fixture.decoder().logits(exact, Tensor.of(fixture.answers().get(0).ids(), 1, 11));

    assertThat(
            Fixture.relativeError(
                Fixture.last(batch.slice(0, 0, 1)), Fixture.last(longer.slice(1, 0, 5))))
        .isLessThan(1e-12);
    assertThat(
            Fixture.relativeError(
                Fixture.last(batch.slice(0, 1, 2)), fixture.answers().get(1).logits()))
        .isLessThan(1e-9);
  }
}
