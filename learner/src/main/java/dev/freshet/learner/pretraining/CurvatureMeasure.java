package dev.freshet.learner.pretraining;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.TokenWindows;
import dev.freshet.learner.gradient.KroneckerFactors;
import dev.freshet.learner.gradient.KroneckerFactors.Axis;
import dev.freshet.learner.gradient.KroneckerFactors.Factor;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.InPlace;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the gradients G of a model's loss on documents, one gradient a document, for {@link
 * KroneckerFactors}. Its tensors belong to the scope that it was made in.
 */
public final class CurvatureMeasure {
  /** An axis longer than this is summed up by place: a vocabulary. */
  private static final long LONGEST = 2048;

  private static final int FEWEST_TOKENS = 2;

  private final LanguageModel model;
  private final Map<String, Sums> sums = new LinkedHashMap<>();
  private int documents;

  /**
   * Over all documents so far, of one parameter.
   *
   * @param squares of G, by element
   * @param rows of G G'; null for a vector or a long axis
   * @param columns of G'G; likewise
   */
  private record Sums(Tensor squares, @Nullable Tensor rows, @Nullable Tensor columns) {
    static Sums zeros(Tensor like) {
      long[] shape = like.shape();
      return new Sums(
          Tensor.zeros(like.dtype(), shape),
          shape.length == 2 ? square(like, shape[0]) : null,
          shape.length == 2 ? square(like, shape[1]) : null);
    }

    private static @Nullable Tensor square(Tensor like, long places) {
      return places <= LONGEST ? Tensor.zeros(like.dtype(), places, places) : null;
    }

    void add(Tensor gradient) {
      InPlace.add(squares, gradient.squared());
      if (rows != null) {
        InPlace.add(rows, gradient.matmul(gradient.transpose(0, 1)));
      }
      if (columns != null) {
        InPlace.add(columns, gradient.transpose(0, 1).matmul(gradient));
      }
    }
  }

  public CurvatureMeasure(LanguageModel model) {
    this.model = model;
    model.parameters().tensors().forEach((name, tensor) -> sums.put(name, Sums.zeros(tensor)));
  }

  /** Documents that were taken so far. */
  public int documents() {
    return documents;
  }

  /** Takes a document; one of fewer than two tokens says nothing, and is passed over. */
  public void add(String text) {
    int[] ids = model.tokenizer().encode(text).ids();
    if (ids.length < FEWEST_TOKENS) {
      return;
    }
    try (Scope scope = Scope.nested()) {
      gradient(ids).tensors().forEach((name, tensor) -> sum(name).add(tensor));
    }
    documents++;
  }

  private Sums sum(String name) {
    Sums sum = sums.get(name);
    if (sum == null) {
      throw new IllegalStateException("no parameter is named " + name);
    }
    return sum;
  }

  /** Of the mean loss, in nats per token. */
  private TensorTree gradient(int[] ids) {
    double share = 1.0 / (ids.length - 1);
    try (Recording recording = Recording.of(model.parameters())) {
      for (int[] window : TokenWindows.predictingAll(ids, model.config().context())) {
        recording.add(
            leaves ->
                TokenLoss.of(model.decoder(), leaves, Tensor.of(window, 1, window.length))
                    .sum()
                    .scaled(share));
      }
      return recording.gradients();
    }
  }

  /**
   * The factors, in the current scope.
   *
   * @param rank the share of an axis's directions that are kept apart, above 0, at most 1
   */
  public KroneckerFactors factors(double rank) {
    if (documents == 0) {
      throw new IllegalStateException("no document was measured");
    }
    Map<String, Factor> factors = new LinkedHashMap<>();
    sums.forEach((name, sum) -> factors.put(name, factor(sum, rank)));
    return new KroneckerFactors(factors);
  }

  private Factor factor(Sums sum, double rank) {
    Tensor squares = sum.squares();
    boolean matrix = squares.shape().length == 2;
    return new Factor(
        squares.mean().item() / documents,
        axis(sum.rows(), matrix ? squares.sum(1, false) : squares, rank),
        matrix ? axis(sum.columns(), squares.sum(0, false), rank) : null);
  }

  private static Axis axis(@Nullable Tensor products, Tensor byPlace, double rank) {
    return products == null ? places(byPlace) : directions(products, rank);
  }

  private static Axis places(Tensor byPlace) {
    double mean = byPlace.mean().item();
    return new Axis(null, byPlace.scaled(mean > 0 ? 1 / mean : 0));
  }

  /** The loudest directions of a symmetric matrix that has no negative eigenvalue. */
  private static Axis directions(Tensor products, double rank) {
    int n = (int) products.size(0);
    int kept = Math.max(1, (int) Math.round(rank * n));
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
    DMatrixRMaj matrix = new DMatrixRMaj(n, n, true, products.to(Dtype.F64).toDoubles());
    if (!eigen.decompose(matrix)) {
      throw new IllegalStateException("the eigenvalues of the gradients' products do not converge");
    }
    Integer[] loudestFirst = new Integer[n];
    Arrays.setAll(loudestFirst, i -> i);
    Arrays.sort(loudestFirst, Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()));
    double[] sizes =
        Arrays.stream(loudestFirst)
            .mapToDouble(i -> Math.max(0, eigen.getEigenvalue(i).getReal()))
            .toArray();
    double mean = Arrays.stream(sizes).average().orElseThrow();
    float[] values = new float[kept + 1];
    float[] vectors = new float[n * kept];
    for (int k = 0; k < kept; k++) {
      values[k] = (float) (mean > 0 ? sizes[k] / mean : 0);
      DMatrixRMaj vector = eigen.getEigenVector(loudestFirst[k]);
      for (int i = 0; i < n; i++) {
        vectors[i * kept + k] = (float) vector.get(i);
      }
    }
    double others = Arrays.stream(sizes).skip(kept).average().orElse(mean);
    values[kept] = (float) (mean > 0 ? others / mean : 0);
    return new Axis(Tensor.of(vectors, n, kept), Tensor.of(values, kept + 1));
  }
}
