package dev.freshet.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CpuScope.class)
class TensorTest {

  @Test
  void aTensorKnowsItsShapeAndType() {
    Tensor tensor = Tensor.of(new int[] {1, 2, 3, 4, 5, 6}, 2, 3);

    assertThat(tensor.shape()).containsExactly(2, 3);
    assertThat(tensor.size(-1)).isEqualTo(3);
    assertThat(tensor.count()).isEqualTo(6);
    assertThat(tensor).hasToString("I64[2, 3]");
    assertThat(Tensor.full(1, Dtype.F32).shape()).isEmpty();
    assertThat(Tensor.zeros(Dtype.F32, 0, 3).toFloats()).isEmpty();
  }

  @Test
  void viewsAreReadRowByRow() {
    Tensor tensor = matrix();

    assertThat(tensor.transpose(0, 1).toDoubles()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(tensor.transpose(0, 1).copy().toDoubles()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(tensor.slice(1, 1, 3).toDoubles()).containsExactly(2, 3, 5, 6);
    assertThat(tensor.transpose(0, 1).reshape(2, 3).toDoubles()).containsExactly(1, 4, 2, 5, 3, 6);
  }

  @Test
  void arithmeticBroadcastsAsNumpyDoes() {
    Tensor column = Tensor.of(new double[] {10, 20}, 2, 1);

    assertThat(matrix().plus(column).toDoubles()).containsExactly(11, 12, 13, 24, 25, 26);
    assertThat(matrix().times(column).toDoubles()).containsExactly(10, 20, 30, 80, 100, 120);
    assertThat(matrix().minus(column).toDoubles()).containsExactly(-9, -8, -7, -16, -15, -14);
    assertThat(column.dividedBy(Tensor.of(new double[] {4, 5}, 2)).toDoubles())
        .containsExactly(2.5, 2, 5, 4);
  }

  @Test
  void productsFollowTheirDefinition() {
    Tensor weight = Tensor.of(new double[] {1, 0, -1, 2, 1, 0}, 2, 3);
    Tensor bias = Tensor.of(new double[] {100, 200}, 2);

    assertThat(matrix().matmul(weight.transpose(0, 1)).toDoubles()).containsExactly(-2, 4, -2, 13);
    assertThat(matrix().linear(weight, null).toDoubles()).containsExactly(-2, 4, -2, 13);
    assertThat(matrix().linear(weight, bias).toDoubles()).containsExactly(98, 204, 98, 213);
  }

  @Test
  void reductionsFollowTheirDefinition() {
    assertThat(matrix().sum().item()).isEqualTo(21);
    assertThat(matrix().mean().item()).isEqualTo(3.5);
    assertThat(matrix().sum(0, false).toDoubles()).containsExactly(5, 7, 9);
    assertThat(matrix().mean(-1, true).shape()).containsExactly(2, 1);
    assertThat(matrix().max(1, false).toDoubles()).containsExactly(3, 6);
    assertThat(Tensor.of(new double[] {1, 7, 7, 0}, 4).argMax(0).item()).isEqualTo(1);
  }

  @Test
  void nonLinearitiesFollowTheirFormula() {
    double[] inputs = {-30, -2, -0.5, 0, 1, 3, 30};
    Tensor x = Tensor.of(inputs, inputs.length);

    for (int i = 0; i < inputs.length; i++) {
      double v = inputs[i];
      double sigmoid = 1 / (1 + Math.exp(-v));
      assertThat(x.sigmoid().toDoubles()[i]).isCloseTo(sigmoid, within(1e-15));
      assertThat(x.silu().toDoubles()[i]).isCloseTo(v * sigmoid, within(1e-13));
      assertThat(x.softplus().toDoubles()[i]).isCloseTo(Math.log1p(Math.exp(v)), within(1e-8));
      assertThat(x.exp().log().toDoubles()[i]).isCloseTo(v, within(1e-12));
      assertThat(x.squared().sqrt().toDoubles()[i]).isCloseTo(Math.abs(v), within(1e-14));
    }
    assertThat(x.gelu().toDoubles()[4]).isCloseTo(0.8413447460685429, within(1e-12));
  }

  @Test
  void softmaxStandsLargeAndMaskedNumbers() {
    Tensor x = Tensor.of(new double[] {1000, 1000 + Math.log(3), Double.NEGATIVE_INFINITY}, 3);

    assertThat(x.softmax(0).toDoubles()[0]).isCloseTo(0.25, within(1e-12));
    assertThat(x.softmax(0).toDoubles()[2]).isZero();
    assertThat(x.logSoftmax(0).toDoubles()[1]).isCloseTo(Math.log(0.75), within(1e-12));
  }

  @Test
  void lookUpsTakeRowsAndElements() {
    Tensor ids = Tensor.of(new int[] {1, 0, 1}, 1, 3);

    assertThat(matrix().embedding(ids).shape()).containsExactly(1, 3, 3);
    assertThat(matrix().embedding(ids).toDoubles()).containsExactly(4, 5, 6, 1, 2, 3, 4, 5, 6);
    assertThat(matrix().gather(1, Tensor.of(new int[] {2, 0}, 2, 1)).toDoubles())
        .containsExactly(3, 4);
    assertThat(
            matrix()
                .where(matrix().lessOrEqual(Tensor.full(3, Dtype.F64)), negatives())
                .toDoubles())
        .containsExactly(1, 2, 3, -1, -1, -1);
  }

  @Test
  void tensorsJoinAlongAnAxis() {
    assertThat(Tensor.concat(List.of(matrix(), negatives()), 1).toDoubles())
        .containsExactly(1, 2, 3, -1, -1, -1, 4, 5, 6, -1, -1, -1);
    assertThat(Tensor.stack(List.of(matrix(), negatives()), 0).shape()).containsExactly(2, 2, 3);
  }

  @Test
  void inPlaceOperationsChangeTheirFirstOperandAlone() {
    Tensor target = matrix();
    Tensor copy = target.copy();
    Tensor neighbour = matrix();
    Tensor other = Tensor.full(2, Dtype.F64);
    InPlace.add(target, other);
    InPlace.multiply(target, neighbour);
    InPlace.divide(target, other);

    assertThat(target.toDoubles()).containsExactly(1.5, 4, 7.5, 12, 17.5, 24);
    assertThat(copy.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(neighbour.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(other.item()).isEqualTo(2);
  }

  @Test
  void onlyOneElementIsAnItem() {
    assertThat(Tensor.of(new long[] {1L << 40}, 1, 1).item()).isEqualTo(0x1.0p40);
    assertThatThrownBy(() -> matrix().item()).hasMessageContaining("[2, 3] is not one element");
  }

  @Test
  void theNormOfATreeIsThatOfAllElementsAndShowsWhatIsNotANumber() {
    Tensor three = Tensor.of(new double[] {3, 0}, 2);
    TensorTree tree = TensorTree.of(Map.of("a", three, "b", Tensor.full(-4, Dtype.F64)));
    TensorTree bad = TensorTree.of(Map.of("a", three, "b", Tensor.full(Double.NaN, Dtype.F64)));

    assertThat(tree.globalNorm()).isEqualTo(5);
    assertThat(bad.globalNorm()).isNaN();
    assertThatThrownBy(() -> tree.plus(TensorTree.of(Map.of("a", three))))
        .hasMessageContaining("different names");
    assertThatThrownBy(() -> tree.get("c")).hasMessageContaining("no tensor is named c");
  }

  private static Tensor matrix() {
    return Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
  }

  private static Tensor negatives() {
    return Tensor.full(-1, Dtype.F64, 2, 3);
  }
}
