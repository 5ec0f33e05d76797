package dev.freshet.learner.weighting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.learner.TokenWindows;
import dev.freshet.learner.decoder.Attention;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.decoder.ModelConfig;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A small transformer of its own that reads the document (Hu et al. 2023, section 3): body, head,
 * weight. The weight of a token is read at the position that holds it, so a causal body knows the
 * token and what stands before it, nothing later; a bidirectional one knows the whole window.
 *
 * <p>Parameters of the body carry the names of a decoder's, so that it may start from one.
 */
public final class CamelsNetwork implements StoredNetwork {
  static final WeightingDescription CAMELS =
      new WeightingDescription(
          "camels",
          "softplus of a small transformer's score; meta-trained, 1 at the start",
          "a forward pass of its own body (up to about 1 M parameters)",
          "Hu et al. 2023, CaMeLS");

  static final WeightingDescription TRAIN_ATTENTION =
      new WeightingDescription(
          "train-attention",
          "sigmoid of a small transformer's score over its mean: the loss is sum(w l) / sum(w)",
          "a forward pass of its own body",
          "Seo et al. 2024, TAALM");

  private final WeightingDescription description;
  private final BodyConfig body;
  private final Attention attention;
  private final Decoder decoder;
  private final WeightHead head;

  private CamelsNetwork(
      WeightingDescription description,
      BodyConfig body,
      Attention attention,
      int headWidth,
      WeightLink link) {
    this.description = description;
    this.body = body;
    this.attention = attention;
    this.decoder = new Decoder(body.decoder());
    this.head = new WeightHead(body.width(), headWidth, link);
  }

  /** With a softplus at its end. */
  public static CamelsNetwork camels(BodyConfig body, Attention attention, int headWidth) {
    return new CamelsNetwork(CAMELS, body, attention, headWidth, WeightLink.SOFTPLUS);
  }

  /** With a sigmoid at its end, the document's weights at mean 1. */
  public static CamelsNetwork trainAttention(BodyConfig body, Attention attention, int headWidth) {
    return new CamelsNetwork(
        TRAIN_ATTENTION, body, attention, headWidth, WeightLink.SIGMOID_MEAN_ONE);
  }

  static CamelsNetwork parse(WeightingDescription description, JsonNode json) {
    Fields fields = new Fields(json);
    BodyConfig body =
        new BodyConfig(
            fields.whole("vocabulary"),
            fields.whole("width"),
            fields.whole("layers"),
            fields.whole("heads"),
            fields.whole("feedForwardWidth"),
            fields.whole("context"));
    Attention attention = fields.choice("attention", Attention.class);
    int headWidth = fields.whole("headWidth");
    return description.equals(TRAIN_ATTENTION)
        ? trainAttention(body, attention, headWidth)
        : camels(body, attention, headWidth);
  }

  @Override
  public ObjectNode toJson() {
    return new ObjectMapper()
        .createObjectNode()
        .put("vocabulary", body.vocabulary())
        .put("width", body.width())
        .put("layers", body.layers())
        .put("heads", body.heads())
        .put("feedForwardWidth", body.feedForwardWidth())
        .put("context", body.context())
        .put("attention", attention.name().toLowerCase(Locale.ROOT))
        .put("headWidth", head.width());
  }

  @Override
  public WeightingDescription description() {
    return description;
  }

  @Override
  public Map<String, long[]> parameterShapes() {
    Map<String, long[]> shapes = new LinkedHashMap<>(decoder.parameterShapes());
    shapes.putAll(head.parameterShapes());
    return shapes;
  }

  @Override
  public boolean readsBase() {
    return false;
  }

  @Override
  public String misfit(ModelConfig base) {
    return base.vocabulary() == body.vocabulary()
        ? ""
        : "it knows " + body.vocabulary() + " tokens, the model " + base.vocabulary();
  }

  @Override
  public TensorTree initialise(long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(decoder.initialise(seed).tensors());
    tensors.putAll(head.initialise(seed));
    return TensorTree.of(tensors);
  }

  @Override
  public Tensor weigh(TensorTree parameters, NetworkInput input) {
    List<Tensor> scores = new ArrayList<>();
    for (int[] window : TokenWindows.predictingAll(input.ids(), body.context())) {
      scores.add(scores(parameters, window));
    }
    return head.link().weights(Tensor.concat(scores, 0));
  }

  private Tensor scores(TensorTree parameters, int[] window) {
    int n = window.length;
    try (Scope scope = Scope.nested()) {
      Tensor rows = decoder.embed(parameters, Tensor.of(window, 1, n));
      Tensor states = decoder.contextualise(parameters, rows, attention);
      Tensor atTargets = states.slice(1, 1, n).reshape(n - 1, body.width());
      return scope.keep(head.scores(parameters, atTargets));
    }
  }
}
