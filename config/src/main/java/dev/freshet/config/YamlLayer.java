package dev.freshet.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Settings from one YAML file. Sections nest, or their names join with dots: both spell the same
 * key. A section left empty, as when all within it is commented out, takes the defaults.
 */
final class YamlLayer {
  /** The tags of plain YAML; any other asks for a type of its own, which settings never have. */
  private static final Set<Tag> PLAIN =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.MAP, Tag.SEQ);

  private static final Set<String> NULLS = Set.of("", "~", "null");

  private final Path file;
  private final Draft draft;
  private final SettingKeys keys = SettingKeys.ALL;
  private final Set<String> seen = new HashSet<>();

  private YamlLayer(Path file, Draft draft) {
    this.file = file;
    this.draft = draft;
  }

  /** Writes what the file sets; throws where it is no bounded YAML at all. */
  static void writeInto(Draft draft, Path file) {
    YamlDocument.read(file).ifPresent(root -> new YamlLayer(file, draft).root(root));
  }

  private void root(Node root) {
    if (root instanceof MappingNode sections && PLAIN.contains(root.getTag())) {
      mapping("", sections);
    } else if (!isNull(root)) {
      draft.problem("the settings file holds no sections", place(root), keys.listing(""));
    }
  }

  private void mapping(String prefix, MappingNode mapping) {
    for (NodeTuple entry : mapping.getValue()) {
      Node key = entry.getKeyNode();
      String where = place(key);
      if (key instanceof ScalarNode name && PLAIN.contains(key.getTag()) && !isNull(key)) {
        entry(prefix + name.getValue(), entry.getValueNode(), where);
      } else {
        draft.problem("a key is not plain text", where, "write a name before the colon");
      }
    }
  }

  private void entry(String name, Node value, String where) {
    if (!seen.add(name)) {
      draft.problem(OneLine.key(name) + " is written twice", where, "keep one of the two");
    } else if (!PLAIN.contains(value.getTag())) {
      draft.problem(
          OneLine.key(name) + " has a tag, and settings have none", where, "remove the `!` tag");
    } else if (keys.mapAround(name) != null) {
      mapEntry(name, value, where);
    } else {
      SettingKey key = keys.find(name);
      if (key == null) {
        unknown(name, value, where);
      } else {
        known(key, value, where);
      }
    }
  }

  private void known(SettingKey key, Node value, String where) {
    switch (key.kind()) {
      case SECTION, MAP -> section(key, value, where);
      case LIST -> list(key, value, where);
      case VALUE -> scalar(key.name(), value, where, key.form().rule());
    }
  }

  private void section(SettingKey key, Node value, String where) {
    if (value instanceof MappingNode mapping) {
      mapping(key.name() + ".", mapping);
    } else if (!isNull(value)) {
      draft.problem(
          key.name() + " is a section, but has " + what(value) + " here",
          where,
          keys.listing(key.name()));
    }
  }

  /** Entries of a map may nest: {@code bootstrap: {servers: x}} is {@code bootstrap.servers: x}. */
  private void mapEntry(String name, Node value, String where) {
    if (value instanceof MappingNode mapping) {
      mapping(name + ".", mapping);
    } else {
      scalar(name, value, where, "text");
    }
  }

  private void list(SettingKey key, Node value, String where) {
    if (value instanceof SequenceNode sequence) {
      List<String> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        if (item instanceof ScalarNode text && PLAIN.contains(item.getTag()) && !isNull(item)) {
          items.add(text.getValue());
        } else {
          draft.problem(key.name() + " has an item that is not text", place(item), "write [a, b]");
        }
      }
      draft.writeList(key, items, where);
    } else if (!isNull(value)) {
      draft.problem(
          key.name() + " expects a list, but has " + what(value) + " here", where, "write [a, b]");
    }
  }

  private void scalar(String name, Node value, String where, String rule) {
    String shown = OneLine.key(name);
    if (isNull(value)) {
      draft.problem(
          shown + " has no value", where, "write " + rule + ", or remove the line for the default");
    } else if (value instanceof ScalarNode text) {
      draft.write(name, text.getValue(), where);
    } else {
      draft.problem(
          shown + " expects " + rule + ", but has " + what(value) + " here",
          where,
          "write " + rule);
    }
  }

  /** One problem for a whole unknown section: that of the first key in it. */
  private void unknown(String name, Node value, String where) {
    Optional<NodeTuple> first =
        value instanceof MappingNode mapping
            ? mapping.getValue().stream().findFirst()
            : Optional.empty();
    if (first.isPresent() && first.get().getKeyNode() instanceof ScalarNode key) {
      unknown(name + "." + key.getValue(), first.get().getValueNode(), place(key));
    } else {
      draft.unknown(name, where);
    }
  }

  private String place(Node node) {
    return YamlDocument.place(file, node.getStartMark());
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && NULLS.contains(scalar.getValue());
  }

  private static String what(Node node) {
    return switch (node.getNodeType()) {
      case MAPPING -> "a section";
      case SEQUENCE -> "a list";
      case SCALAR, ANCHOR -> "a single value";
    };
  }
}
