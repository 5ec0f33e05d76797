package dev.freshet.learner.retention;

import dev.freshet.config.SparseSettings;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TokenWindows;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets only those neurons of the feed-forward layers move that are special to a document, after
 * sparse memory fine-tuning (Lin et al. 2025), where a neuron stands for a slot of a memory:
 *
 * <pre>
 * score = (its share of its layer's activation on the document) * log((B + 1) / (df + 1))
 * </pre>
 *
 * <p>df is the number, of B windows of a usual text, in which the base's neuron has more than an
 * even share. What moves of a neuron are its rows of the gate and up projections and its column of
 * the down projection. It costs a forward pass over the document.
 */
public final class SpecialNeurons {
  private final Decoder decoder;
  private final double[][] rarity;
  private final int moving;

  private SpecialNeurons(Decoder decoder, double[][] rarity, int moving) {
    this.decoder = decoder;
    this.rarity = rarity;
    this.moving = moving;
  }

  /**
   * Reads the usual text, as settings that are on ask for.
   *
   * @throws dev.freshet.config.FreshetException if it cannot be read
   */
  static SpecialNeurons of(SparseSettings settings, LanguageModel base) {
    List<int[]> all =
        ReferenceText.windows(
            Retention.text(settings.text(), base.directory()), base, base.config().context());
    List<int[]> windows = all.subList(0, Math.min(all.size(), settings.windows()));
    int inner = base.config().feedForwardWidth();
    double[][] frequency = new double[base.config().layers()][inner];
    for (int[] window : windows) {
      try (Scope scope = Scope.on(base.device())) {
        double[][] shares = shares(base.decoder(), base.parameters(), List.of(window));
        for (int layer = 0; layer < shares.length; layer++) {
          for (int i = 0; i < inner; i++) {
            frequency[layer][i] += shares[layer][i] > 1.0 / inner ? 1 : 0;
          }
        }
      }
    }
    for (double[] layer : frequency) {
      for (int i = 0; i < inner; i++) {
        layer[i] = Math.log((windows.size() + 1.0) / (layer[i] + 1));
      }
    }
    return new SpecialNeurons(base.decoder(), frequency, settings.neurons());
  }

  /** Of each layer, each neuron's share of the sum over tokens and neurons of |activation|. */
  static double[][] shares(Decoder decoder, TensorTree parameters, List<int[]> windows) {
    double[][] sums = new double[decoder.config().layers()][decoder.config().feedForwardWidth()];
    for (int[] window : windows) {
      try (Scope scope = Scope.nested()) {
        List<Tensor> layers = decoder.activations(parameters, Tensor.of(window, 1, window.length));
        for (int layer = 0; layer < sums.length; layer++) {
          float[] sizes = layers.get(layer).squared().sqrt().sum(1, false).toFloats();
          for (int i = 0; i < sizes.length; i++) {
            sums[layer][i] += sizes[i];
          }
        }
      }
    }
    for (double[] layer : sums) {
      double all = 0;
      for (double sum : layer) {
        all += sum;
      }
      for (int i = 0; i < layer.length; i++) {
        layer[i] /= Math.max(all, Double.MIN_NORMAL);
      }
    }
    return sums;
  }

  /** The updates of the neurons that are the most special to some documents; 0 for the rest. */
  TensorTree masked(TensorTree updates, TensorTree parameters, List<Remembered> documents) {
    List<int[]> windows = new ArrayList<>();
    int context = decoder.config().context();
    documents.forEach(
        document -> windows.addAll(TokenWindows.predictingAll(document.text().ids(), context)));
    boolean[][] chosen = chosen(shares(decoder, parameters, windows), rarity, moving);
    Map<String, Tensor> masked = new LinkedHashMap<>(updates.zerosLike().tensors());
    for (int layer = 0; layer < chosen.length; layer++) {
      String block = Decoder.feedForward(layer);
      Tensor mask = mask(chosen[layer]);
      Tensor rows = mask.reshape(mask.count(), 1);
      masked.computeIfPresent(block + "gate_proj.weight", (n, no) -> updates.get(n).times(rows));
      masked.computeIfPresent(block + "gate_proj.bias", (n, no) -> updates.get(n).times(mask));
      masked.computeIfPresent(block + "up_proj.weight", (n, no) -> updates.get(n).times(rows));
      masked.computeIfPresent(block + "up_proj.bias", (n, no) -> updates.get(n).times(mask));
      masked.computeIfPresent(block + "down_proj.weight", (n, no) -> updates.get(n).times(mask));
    }
    return TensorTree.of(masked);
  }

  private static Tensor mask(boolean[] chosen) {
    float[] mask = new float[chosen.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = chosen[i] ? 1 : 0;
    }
    return Tensor.of(mask, mask.length);
  }

  /** Those of the highest scores over all layers; of equal ones the first. */
  static boolean[][] chosen(double[][] shares, double[][] rarity, int count) {
    record Neuron(int layer, int place, double score) {}
    List<Neuron> neurons = new ArrayList<>();
    for (int layer = 0; layer < shares.length; layer++) {
      for (int i = 0; i < shares[layer].length; i++) {
        neurons.add(new Neuron(layer, i, shares[layer][i] * rarity[layer][i]));
      }
    }
    neurons.sort(Comparator.comparingDouble(neuron -> -neuron.score()));
    boolean[][] chosen = new boolean[shares.length][shares[0].length];
    neurons.stream().limit(count).forEach(neuron -> chosen[neuron.layer()][neuron.place()] = true);
    return chosen;
  }
}
