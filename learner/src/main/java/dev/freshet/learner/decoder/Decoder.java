package dev.freshet.learner.decoder;

import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A decoder of the Llama architecture: pre-norm blocks of grouped-query attention with rotary
 * positions and of a SwiGLU feed-forward layer (Touvron et al. 2023; Ainslie et al. 2023; Shazeer
 * 2020). A pure function of parameters and ids; holds no tensors, so any number of threads may use
 * it.
 */
public final class Decoder {
  /** The name of the embedding among the parameters. */
  public static final String EMBEDDING = "model.embed_tokens.weight";

  private final ModelConfig config;
  private final Rotations rotations;

  public Decoder(ModelConfig config) {
    this.config = config;
    this.rotations = new Rotations(config);
  }

  public ModelConfig config() {
    return config;
  }

  /** The names and shapes of all parameters, in the order in which they are kept. */
  public Map<String, long[]> parameterShapes() {
    int d = config.width();
    int queries = config.heads() * config.headWidth();
    int keys = config.keyValueHeads() * config.headWidth();
    int inner = config.feedForwardWidth();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(EMBEDDING, new long[] {config.vocabulary(), d});
    for (int layer = 0; layer < config.layers(); layer++) {
      String block = block(layer);
      shapes.put(block + "input_layernorm.weight", new long[] {d});
      project(shapes, block + "self_attn.q_proj", queries, d, config.attentionBias());
      project(shapes, block + "self_attn.k_proj", keys, d, config.attentionBias());
      project(shapes, block + "self_attn.v_proj", keys, d, config.attentionBias());
      project(shapes, block + "self_attn.o_proj", d, queries, config.attentionBias());
      shapes.put(block + "post_attention_layernorm.weight", new long[] {d});
      project(shapes, block + "mlp.gate_proj", inner, d, config.feedForwardBias());
      project(shapes, block + "mlp.up_proj", inner, d, config.feedForwardBias());
      project(shapes, block + "mlp.down_proj", d, inner, config.feedForwardBias());
    }
    shapes.put("model.norm.weight", new long[] {d});
    if (!config.tied()) {
      shapes.put("lm_head.weight", new long[] {config.vocabulary(), d});
    }
    return shapes;
  }

  private static void project(
      Map<String, long[]> shapes, String name, long out, long in, boolean bias) {
    shapes.put(name + ".weight", new long[] {out, in});
    if (bias) {
      shapes.put(name + ".bias", new long[] {out});
    }
  }

  /**
   * Fresh parameters: normal with deviation 0.02, the projections that write into the residual
   * stream divided by sqrt(2 layers) (Radford et al. 2019), norms 1, biases 0.
   */
  public TensorTree initialise(long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    double residual = 1 / Math.sqrt(2.0 * config.layers());
    int stream = 0;
    for (Map.Entry<String, long[]> entry : parameterShapes().entrySet()) {
      String name = entry.getKey();
      long[] shape = entry.getValue();
      boolean norm = name.endsWith("norm.weight");
      if (norm || name.endsWith("bias")) {
        tensors.put(name, Tensor.full(norm ? 1 : 0, Dtype.F32, shape));
        continue;
      }
      boolean writes = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
      CounterRandom random = new CounterRandom(seed, stream++);
      float[] values = new float[Math.toIntExact(shape[0] * shape[1])];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (0.02 * (writes ? residual : 1) * random.nextGaussian());
      }
      tensors.put(name, Tensor.of(values, shape));
    }
    return TensorTree.of(tensors);
  }

  /** Next-token logits {@code [batch, time, vocabulary]} for ids {@code [batch, time]}. */
  public Tensor logits(TensorTree parameters, Tensor ids) {
    return project(parameters, hidden(parameters, ids));
  }

  /** The final hidden states {@code [batch, time, width]}, after the last norm. */
  public Tensor hidden(TensorTree parameters, Tensor ids) {
    return contextualise(parameters, embed(parameters, ids), Attention.CAUSAL);
  }

  /**
   * What the feed-forward layers' neurons say to ids {@code [batch, time]}: of each layer {@code
   * [batch, time, inner]}, by which the columns of its down projection are mixed.
   */
  public List<Tensor> activations(TensorTree parameters, Tensor ids) {
    List<Tensor> layers = new ArrayList<>();
    Tensor rows = embed(parameters, ids);
    Positions positions =
        Positions.of(Attention.CAUSAL, rotations, (int) rows.size(1), rows.dtype());
    body(parameters, rows, positions, null, layers::add);
    return layers;
  }

  /** What the names of a layer's feed-forward parameters begin with. */
  public static String feedForward(int layer) {
    return block(layer) + "mlp.";
  }

  private static String block(int layer) {
    return "model.layers." + layer + ".";
  }

  /** The embeddings {@code [batch, time, width]} of ids {@code [batch, time]}. */
  public Tensor embed(TensorTree parameters, Tensor ids) {
    return parameters.get(EMBEDDING).embedding(ids);
  }

  /**
   * Final hidden states of rows {@code [batch, time, width]} of any origin, such as {@link #embed}.
   *
   * @param attention which of the others each position sees
   */
  public Tensor contextualise(TensorTree parameters, Tensor rows, Attention attention) {
    int time = (int) rows.size(1);
    return body(
        parameters, rows, Positions.of(attention, rotations, time, rows.dtype()), null, seen -> {});
  }

  /** From hidden states to logits. */
  public Tensor project(TensorTree parameters, Tensor hidden) {
    return hidden.linear(parameters.get(head()), null);
  }

  /**
   * The one logit of each position's target {@code [batch, time]}, through which no gradient flows.
   *
   * @param hidden {@code [batch, time, width]}
   * @param targets {@code [batch, time]}
   */
  public Tensor targetLogits(TensorTree parameters, Tensor hidden, Tensor targets) {
    Tensor rows = parameters.get(head()).detached().embedding(targets);
    return hidden.detached().times(rows).sum(-1, false);
  }

  private String head() {
    return config.tied() ? EMBEDDING : "lm_head.weight";
  }

  /**
   * Logits {@code [batch, vocabulary]} after the last of some new tokens, appended to a cache.
   *
   * @param ids {@code [batch, time]}, rows padded on the left
   * @param padding per row, how many of all tokens from the left are padding
   */
  public Tensor next(TensorTree parameters, Tensor ids, int[] padding, KeyValueCache cache) {
    int time = (int) ids.size(1);
    Placement placement = Placement.padded(padding, cache.length(), time);
    Tensor last = hidden(parameters, ids, placement, cache).slice(1, time - 1, time);
    return project(parameters, last.reshape(padding.length, config.width()));
  }

  /**
   * The final hidden states {@code [batch, time, width]} of new tokens, appended to a cache.
   *
   * @param ids {@code [batch, time]}
   * @param placement where they stand, and what they see of the cache and of each other
   */
  public Tensor hidden(
      TensorTree parameters, Tensor ids, Placement placement, KeyValueCache cache) {
    if (placement.keys() != cache.length() + ids.size(1)) {
      throw new IllegalArgumentException(
          "a placement over %d keys for %d held and %d new ones"
              .formatted(placement.keys(), cache.length(), ids.size(1)));
    }
    Tensor rows = embed(parameters, ids);
    Positions positions = Positions.placed(rotations, placement, rows.dtype());
    return body(parameters, rows, positions, cache, seen -> {});
  }

  /**
   * All blocks and the last norm.
   *
   * @param neurons is shown the activations of each block's feed-forward layer
   */
  private Tensor body(
      TensorTree parameters,
      Tensor rows,
      Positions positions,
      @Nullable KeyValueCache cache,
      Consumer<Tensor> neurons) {
    Tensor x = rows;
    for (int layer = 0; layer < config.layers(); layer++) {
      Weights block = new Weights(parameters, block(layer));
      x =
          x.plus(
              attend(
                  block, normed(x, block.get("input_layernorm.weight")), positions, layer, cache));
      Tensor seen = normed(x, block.get("post_attention_layernorm.weight"));
      x = x.plus(feedForward(block, seen, neurons));
    }
    return normed(x, parameters.get("model.norm.weight"));
  }

  /** RMSNorm (Zhang and Sennrich 2019): x / sqrt(mean(x^2) + epsilon) * gain. */
  private Tensor normed(Tensor x, Tensor gain) {
    Tensor size = x.squared().mean(-1, true).shifted(config.normEpsilon()).sqrt();
    // One division a token; dividing x itself would take three more passes over it backward.
    return x.times(Tensor.full(1, x.dtype()).dividedBy(size)).times(gain);
  }

  private Tensor attend(
      Weights block, Tensor x, Positions positions, int layer, @Nullable KeyValueCache cache) {
    long batch = x.size(0);
    long time = x.size(1);
    int group = config.heads() / config.keyValueHeads();
    Tensor q = rotate(split(block.project(x, "self_attn.q_proj"), config.heads()), positions);
    Tensor k =
        rotate(split(block.project(x, "self_attn.k_proj"), config.keyValueHeads()), positions);
    Tensor v = split(block.project(x, "self_attn.v_proj"), config.keyValueHeads());
    if (cache != null) {
      Tensor[] all = cache.append(layer, k, v);
      k = all[0];
      v = all[1];
    }
    // The queries of one group share their keys, so they stand in one matrix: no key is repeated.
    long keys = k.size(2);
    Tensor grouped =
        q.scaled(1 / Math.sqrt(config.headWidth()))
            .reshape(batch, config.keyValueHeads(), group * time, config.headWidth());
    Tensor scores =
        grouped
            .matmul(k.transpose(2, 3))
            .reshape(batch, config.keyValueHeads(), group, time, keys)
            .plus(positions.mask());
    Tensor mixed =
        scores
            .softmax(-1)
            .reshape(batch, config.keyValueHeads(), group * time, keys)
            .matmul(v)
            .reshape(batch, config.heads(), time, config.headWidth())
            .transpose(1, 2)
            .reshape(batch, time, (long) config.heads() * config.headWidth());
    return block.project(mixed, "self_attn.o_proj");
  }

  /** {@code [batch, time, heads * headWidth]} to {@code [batch, heads, time, headWidth]}. */
  private Tensor split(Tensor x, int heads) {
    return x.reshape(x.size(0), x.size(1), heads, config.headWidth()).transpose(1, 2);
  }

  /** Rotates each head's pairs (i, i + headWidth / 2), the layout of Hugging Face's files. */
  private Tensor rotate(Tensor x, Positions positions) {
    int half = config.headWidth() / 2;
    Tensor turned =
        Tensor.concat(List.of(x.slice(3, half, 2L * half).negated(), x.slice(3, 0, half)), 3);
    return x.times(positions.cos()).plus(turned.times(positions.sin()));
  }

  private static Tensor feedForward(Weights block, Tensor x, Consumer<Tensor> neurons) {
    Tensor gate = block.project(x, "mlp.gate_proj").silu();
    Tensor active = gate.times(block.project(x, "mlp.up_proj"));
    neurons.accept(active);
    return block.project(active, "mlp.down_proj");
  }

  /** The parameters of one block. */
  private record Weights(TensorTree parameters, String prefix) {
    Tensor get(String name) {
      return parameters.get(prefix + name);
    }

    Tensor project(Tensor x, String name) {
      String bias = prefix + name + ".bias";
      return x.linear(
          get(name + ".weight"), parameters.names().contains(bias) ? parameters.get(bias) : null);
    }
  }
}
