package dev.freshet.ingest.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** What can enter the log: a document to learn, or a command that changes the fold. */
public sealed interface Entry permits Text, Control {
  /** The field that tells a sealed document from one that can be read. */
  String SEALED = "sealed";

  /** What it is called; an exact redelivery of the same id is dropped at the door. */
  String id();

  /** When it happened, as its writer says. */
  Instant time();

  Kind kind();

  /** The JSON object of this entry, its {@code kind} first. */
  default ObjectNode toTree() {
    ObjectNode tree = Json.MAPPER.createObjectNode();
    tree.put("kind", kind().wire());
    tree.setAll((ObjectNode) Json.MAPPER.valueToTree(this));
    return tree;
  }

  /**
   * SHA-256 of everything but the id and the time: two entries with one digest say the same. A
   * redelivery often carries another time, namely where the writer left it out.
   */
  default String digest() {
    ObjectNode tree = toTree();
    tree.remove("id");
    tree.remove("time");
    return Digests.sha256(Json.bytes(tree));
  }

  /** Reads what {@link #toTree} wrote. */
  static Decoded<Entry> read(ObjectNode tree) {
    return Json.attempt(() -> fromTree(tree));
  }

  /** As {@link #read}, but throws with the field that is wrong. */
  static Entry fromTree(ObjectNode tree) throws JsonProcessingException {
    JsonNode kind = tree.get("kind");
    Require.that(kind != null && kind.isTextual(), "`kind` is missing or not a string");
    Kind known = Kind.of(kind.textValue());
    Class<? extends Entry> type =
        known == Kind.DOCUMENT && tree.has(SEALED) ? SealedDocument.class : known.type();
    return Json.MAPPER.treeToValue(tree, type);
  }
}
