package dev.freshet.learner.tokenizer;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Hides special tokens from text. Hugging Face's library looks for their spelling in every text: a
 * document that holds {@code <|endoftext|>} would end there for the model, and its writer could
 * plant any other control token. So each special token gets a name that no text has, everywhere in
 * the tokenizer's file; ids, merges and templates stay as they are, and the spelling is text.
 */
final class SpecialTokens {
  /** Begins with U+0000, which no document may hold and no command line can. */
  private static final String HIDDEN = "\u0000special-";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SpecialTokens() {}

  /** The same tokenizer.json, its special tokens renamed. */
  static byte[] hide(byte[] file) throws IOException {
    JsonNode root = parsed(file);
    Map<String, String> names = new HashMap<>();
    for (JsonNode token : root.path("added_tokens")) {
      if (token.path("special").asBoolean(false)) {
        names.put(token.path("content").asText(), HIDDEN + token.path("id").asText());
      }
    }
    return names.isEmpty() ? file : MAPPER.writeValueAsBytes(renamed(root, names));
  }

  private static JsonNode parsed(byte[] file) throws IOException {
    try {
      return MAPPER.readTree(file);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new IOException("not JSON at " + at.getLineNr() + ":" + at.getColumnNr(), e);
    }
  }

  private static JsonNode renamed(JsonNode node, Map<String, String> names) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = MAPPER.createObjectNode();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        copy.set(
            names.getOrDefault(field.getKey(), field.getKey()), renamed(field.getValue(), names));
      }
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = MAPPER.createArrayNode();
      array.forEach(item -> copy.add(renamed(item, names)));
      return copy;
    }
    String name = node.isTextual() ? names.get(node.textValue()) : null;
    return name == null ? node : MAPPER.getNodeFactory().textNode(name);
  }
}
