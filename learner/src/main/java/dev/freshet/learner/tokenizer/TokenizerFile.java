package dev.freshet.learner.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a learned encoding as a tokenizer.json: byte-level BPE, its one special token put before
 * each text.
 */
public final class TokenizerFile {
  private TokenizerFile() {}

  public static void write(BpeTrainer.Vocabulary vocabulary, Path file) throws IOException {
    String special = vocabulary.tokens().get(0);
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    root.putArray("added_tokens")
        .addObject()
        .put("id", 0)
        .put("content", special)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
    root.putNull("normalizer");
    byteLevel(root.putObject("pre_tokenizer"));
    postProcessor(root.putObject("post_processor"), special);
    byteLevel(root.putObject("decoder"));
    model(root.putObject("model"), vocabulary);
    Files.writeString(file, root.toPrettyString() + "\n");
  }

  private static void byteLevel(ObjectNode node) {
    node.put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
  }

  private static void postProcessor(ObjectNode node, String special) {
    node.put("type", "TemplateProcessing");
    ArrayNode single = node.putArray("single");
    part(single, "SpecialToken", special);
    part(single, "Sequence", "A");
    ArrayNode pair = node.putArray("pair");
    part(pair, "SpecialToken", special);
    part(pair, "Sequence", "A");
    part(pair, "SpecialToken", special);
    part(pair, "Sequence", "B");
    ObjectNode token = node.putObject("special_tokens").putObject(special);
    token.put("id", special);
    token.putArray("ids").add(0);
    token.putArray("tokens").add(special);
  }

  private static void part(ArrayNode parts, String kind, String id) {
    parts.addObject().putObject(kind).put("id", id).put("type_id", 0);
  }

  private static void model(ObjectNode node, BpeTrainer.Vocabulary vocabulary) {
    node.put("type", "BPE");
    node.putNull("dropout");
    node.putNull("unk_token");
    node.putNull("continuing_subword_prefix");
    node.putNull("end_of_word_suffix");
    node.put("fuse_unk", false);
    node.put("byte_fallback", false);
    node.put("ignore_merges", false);
    ObjectNode ids = node.putObject("vocab");
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      ids.put(vocabulary.tokens().get(id), id);
    }
    ArrayNode merges = node.putArray("merges");
    vocabulary.merges().forEach(merge -> merges.add(merge[0] + " " + merge[1]));
  }
}
