package dev.freshet.learner.decoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a Llama-architecture decoder, as its config.json states it.
 *
 * @param vocabulary rows of the embedding
 * @param width the hidden size
 * @param layers transformer blocks
 * @param heads query heads
 * @param keyValueHeads heads of keys and values; divides {@code heads} (grouped-query attention)
 * @param headWidth the size of one head; even
 * @param feedForwardWidth the inner size of SwiGLU
 * @param context the most positions that the model was made for
 * @param normEpsilon added to the mean square in RMSNorm
 * @param rope the rotary position embedding
 * @param tied whether the output projection is the embedding
 * @param attentionBias whether the four attention projections have a bias
 * @param feedForwardBias whether the three feed-forward projections have a bias
 * @param beginToken put before a text by the tokenizer; -1 where the config names none
 * @param endTokens any of them ends generation
 */
public record ModelConfig(
    int vocabulary,
    int width,
    int layers,
    int heads,
    int keyValueHeads,
    int headWidth,
    int feedForwardWidth,
    int context,
    double normEpsilon,
    RopeConfig rope,
    boolean tied,
    boolean attentionBias,
    boolean feedForwardBias,
    int beginToken,
    List<Integer> endTokens) {

  public ModelConfig {
    endTokens = List.copyOf(endTokens);
    require(vocabulary >= 2 && vocabulary <= 10_000_000, "vocab_size is 2 to 10000000");
    require(width >= 1 && width <= 1 << 20, "hidden_size is 1 to 1048576");
    require(layers >= 1 && layers <= 10_000, "num_hidden_layers is 1 to 10000");
    require(heads >= 1 && heads <= 1 << 16, "num_attention_heads is 1 to 65536");
    require(
        keyValueHeads >= 1 && keyValueHeads <= heads && heads % keyValueHeads == 0,
        "num_key_value_heads divides num_attention_heads");
    require(headWidth >= 2 && headWidth % 2 == 0 && headWidth <= 1 << 16, "head_dim is even");
    require(feedForwardWidth >= 1 && feedForwardWidth <= 1 << 24, "intermediate_size is 1 or more");
    require(context >= 2 && context <= 1 << 24, "max_position_embeddings is 2 or more");
    require(normEpsilon >= 0 && normEpsilon < 1, "rms_norm_eps is 0 or more, below 1");
    require(beginToken < vocabulary, "bos_token_id is below vocab_size");
    for (int endToken : endTokens) {
      require(endToken >= 0 && endToken < vocabulary, "eos_token_id is below vocab_size");
    }
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  /** Reads config.json of a model directory. */
  public static ModelConfig read(Path directory) {
    Path file = directory.resolve("config.json");
    if (!Files.isDirectory(directory)) {
      throw artefact("there is no such model directory", directory, "check the path");
    }
    if (!Files.exists(file)) {
      throw artefact(
          "there is no config.json here",
          directory,
          "give a model directory in Hugging Face layout");
    }
    try {
      return parse(new ObjectMapper().readTree(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw artefact("this is not JSON", file, "fetch the file again");
    } catch (IllegalArgumentException e) {
      throw artefact(
          "this model cannot be used: " + e.getMessage(),
          file,
          "give a Llama-architecture decoder in Hugging Face layout");
    }
  }

  private static FreshetException artefact(String message, Path where, String remedy) {
    return new FreshetException(ExitCode.ARTEFACT, message, where.toString(), remedy);
  }

  /**
   * Reads the fields of a config.json.
   *
   * @throws IllegalArgumentException naming the first field that is missing or not supported
   */
  static ModelConfig parse(JsonNode json) {
    String type = json.path("model_type").asText("llama");
    require(type.equals("llama"), "model_type is " + type + ", not llama");
    String activation = json.path("hidden_act").asText("silu");
    require(activation.equals("silu"), "hidden_act is " + activation + ", not silu");
    int width = whole(json, "hidden_size");
    int heads = whole(json, "num_attention_heads");
    require(heads >= 1, "num_attention_heads is 1 or more");
    boolean headWidthGiven = json.hasNonNull("head_dim");
    require(headWidthGiven || width % heads == 0, "hidden_size divides by num_attention_heads");
    return new ModelConfig(
        whole(json, "vocab_size"),
        width,
        whole(json, "num_hidden_layers"),
        heads,
        json.hasNonNull("num_key_value_heads") ? whole(json, "num_key_value_heads") : heads,
        headWidthGiven ? whole(json, "head_dim") : width / heads,
        whole(json, "intermediate_size"),
        json.hasNonNull("max_position_embeddings") ? whole(json, "max_position_embeddings") : 2048,
        number(json, "rms_norm_eps", 1e-6),
        RopeConfig.parse(json),
        flag(json, "tie_word_embeddings"),
        flag(json, "attention_bias"),
        flag(json, "mlp_bias"),
        json.hasNonNull("bos_token_id") ? id("bos_token_id", json.path("bos_token_id")) : -1,
        ids("eos_token_id", json.path("eos_token_id")));
  }

  private static int whole(JsonNode json, String field) {
    JsonNode node = json.path(field);
    require(node.isIntegralNumber() && node.canConvertToInt(), field + " is missing or no integer");
    return node.asInt();
  }

  /** A number that may be left out. */
  static double number(JsonNode json, String field, double otherwise) {
    JsonNode node = json.path(field);
    boolean absent = node.isMissingNode() || node.isNull();
    require(absent || node.isNumber(), field + " is no number");
    return absent ? otherwise : node.asDouble();
  }

  private static boolean flag(JsonNode json, String field) {
    JsonNode node = json.path(field);
    boolean absent = node.isMissingNode() || node.isNull();
    require(absent || node.isBoolean(), field + " is neither true nor false");
    return node.asBoolean();
  }

  private static int id(String field, JsonNode node) {
    require(node.isIntegralNumber() && node.canConvertToInt(), field + " is no integer");
    return node.asInt();
  }

  private static List<Integer> ids(String field, JsonNode node) {
    List<Integer> ids = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(item -> ids.add(id(field, item)));
    } else if (!node.isMissingNode() && !node.isNull()) {
      ids.add(id(field, node));
    }
    return ids;
  }

  /** The config.json of this shape, for export. */
  public String toJson() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.putArray("architectures").add("LlamaForCausalLM");
    json.put("model_type", "llama");
    json.put("vocab_size", vocabulary);
    json.put("hidden_size", width);
    json.put("num_hidden_layers", layers);
    json.put("num_attention_heads", heads);
    json.put("num_key_value_heads", keyValueHeads);
    json.put("head_dim", headWidth);
    json.put("intermediate_size", feedForwardWidth);
    json.put("max_position_embeddings", context);
    json.put("rms_norm_eps", normEpsilon);
    json.put("hidden_act", "silu");
    json.put("tie_word_embeddings", tied);
    json.put("attention_bias", attentionBias);
    json.put("mlp_bias", feedForwardBias);
    rope.write(json);
    if (beginToken >= 0) {
      json.put("bos_token_id", beginToken);
    }
    if (endTokens.size() == 1) {
      json.put("eos_token_id", endTokens.get(0));
    } else if (!endTokens.isEmpty()) {
      endTokens.forEach(json.putArray("eos_token_id")::add);
    }
    json.put("torch_dtype", "bfloat16");
    return json.toPrettyString() + "\n";
  }
}
