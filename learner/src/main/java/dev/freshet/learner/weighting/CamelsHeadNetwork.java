package dev.freshet.learner.weighting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.learner.decoder.Attention;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.decoder.ModelConfig;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of CaMeLS on the base model's own hidden states, from the forward pass that the step
 * needs anyway: no second model. The weight of a token is read at the position that holds it.
 * Between states and head there may be one causal transformer block.
 */
public final class CamelsHeadNetwork implements StoredNetwork {
  static final WeightingDescription DESCRIPTION =
      new WeightingDescription(
          "camels-head",
          "softplus of a score of the model's own hidden state; meta-trained, 1 at the start",
          "the model's hidden states",
          "after Hu et al. 2023, CaMeLS; without its second model");

  private static final String INPUT = "weight_input.";

  /** The most positions that the block looks at together. */
  private static final int CONTEXT = 1024;

  private static final int BLOCK_HEADS = 4;

  private final int baseWidth;
  private final int blockWidth;
  private final int headWidth;
  private final @Nullable Decoder block;
  private final WeightHead head;

  /**
   * A head for a base.
   *
   * @param baseWidth of the base's hidden states
   * @param blockWidth of the block before the head, a multiple of 8; 0 for none
   * @param headWidth of the layer between
   */
  public CamelsHeadNetwork(int baseWidth, int blockWidth, int headWidth) {
    if (blockWidth < 0 || blockWidth % (2 * BLOCK_HEADS) != 0) {
      throw new IllegalArgumentException("blockWidth is 0 or a multiple of " + 2 * BLOCK_HEADS);
    }
    this.baseWidth = baseWidth;
    this.blockWidth = blockWidth;
    this.headWidth = headWidth;
    this.block = blockWidth == 0 ? null : new Decoder(blockConfig(blockWidth));
    this.head =
        new WeightHead(blockWidth == 0 ? baseWidth : blockWidth, headWidth, WeightLink.SOFTPLUS);
  }

  private static ModelConfig blockConfig(int width) {
    // It has no embedding: the smallest vocabulary stands in.
    return new BodyConfig(2, width, 1, BLOCK_HEADS, 2 * width, CONTEXT).decoder();
  }

  static CamelsHeadNetwork parse(JsonNode json) {
    Fields fields = new Fields(json);
    return new CamelsHeadNetwork(
        fields.whole("baseWidth"), fields.whole("blockWidth"), fields.whole("headWidth"));
  }

  @Override
  public ObjectNode toJson() {
    return new ObjectMapper()
        .createObjectNode()
        .put("baseWidth", baseWidth)
        .put("blockWidth", blockWidth)
        .put("headWidth", headWidth);
  }

  @Override
  public WeightingDescription description() {
    return DESCRIPTION;
  }

  @Override
  public Map<String, long[]> parameterShapes() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    if (block != null) {
      shapes.put(INPUT + "weight", new long[] {blockWidth, baseWidth});
      shapes.put(INPUT + "bias", new long[] {blockWidth});
      shapes.putAll(block.parameterShapes());
      shapes.remove(Decoder.EMBEDDING);
    }
    shapes.putAll(head.parameterShapes());
    return shapes;
  }

  @Override
  public boolean readsBase() {
    return true;
  }

  @Override
  public String misfit(ModelConfig base) {
    return base.width() == baseWidth
        ? ""
        : "it reads hidden states of " + baseWidth + " numbers, the model's have " + base.width();
  }

  @Override
  public TensorTree initialise(long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    if (block != null) {
      tensors.put(INPUT + "weight", WeightHead.normal(~seed, blockWidth, baseWidth));
      tensors.put(INPUT + "bias", Tensor.zeros(Dtype.F32, blockWidth));
      tensors.putAll(block.initialise(seed).tensors());
      tensors.remove(Decoder.EMBEDDING);
    }
    tensors.putAll(head.initialise(seed));
    return TensorTree.of(tensors);
  }

  @Override
  public Tensor weigh(TensorTree parameters, NetworkInput input) {
    Tensor states = input.hidden().get();
    Tensor atTargets = states.slice(0, 1, states.size(0));
    Tensor features = block == null ? atTargets : blocked(parameters, block, atTargets);
    return head.link().weights(head.scores(parameters, features));
  }

  private Tensor blocked(TensorTree parameters, Decoder decoder, Tensor states) {
    Tensor rows = states.linear(parameters.get(INPUT + "weight"), parameters.get(INPUT + "bias"));
    List<Tensor> parts = new ArrayList<>();
    for (long from = 0; from < rows.size(0); from += CONTEXT) {
      long to = Math.min(rows.size(0), from + CONTEXT);
      try (Scope scope = Scope.nested()) {
        Tensor part = rows.slice(0, from, to).reshape(1, to - from, blockWidth);
        Tensor mixed = decoder.contextualise(parameters, part, Attention.CAUSAL);
        parts.add(scope.keep(mixed.reshape(to - from, blockWidth)));
      }
    }
    return Tensor.concat(parts, 0);
  }
}
