package dev.freshet.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * One YAML file read with bounds: at most 1 MiB, one document, 32 levels, no alias for more than a
 * single value. Nothing is constructed from it but nodes, so a tag can name no class.
 *
 * <p>The parser's own exceptions quote the lines around a fault, secrets included; they are neither
 * shown nor kept as a cause.
 */
final class YamlDocument {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 32;

  private final Path file;
  private final LoadSettings bounds;

  private YamlDocument(Path file) {
    this.file = file;
    this.bounds =
        LoadSettings.builder()
            .setLabel(file.toString())
            .setCodePointLimit(MAX_BYTES)
            .setMaxAliasesForCollections(0)
            .setParseComments(false)
            .build();
  }

  /** The file's root node; empty for a file without content. */
  static Optional<Node> read(Path file) {
    YamlDocument document = new YamlDocument(file);
    return document.compose(document.text());
  }

  /** {@code file.yaml:3:5}, counted from 1; the file alone where the place is not known. */
  static String place(Path file, Optional<Mark> mark) {
    String name = file.toString().replaceAll("\\p{Cntrl}", "�");
    return mark.map(at -> name + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
        .orElse(name);
  }

  private String text() {
    try {
      byte[] bytes = bytes();
      if (bytes.length > MAX_BYTES) {
        throw problem("the settings file is larger than 1MiB", Optional.empty(), "shorten it");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException notText) {
      throw problem("the settings file is not UTF-8 text", Optional.empty(), "save it as UTF-8");
    } catch (NoSuchFileException missing) {
      throw problem("there is no such settings file", Optional.empty(), "give the path of one");
    } catch (AccessDeniedException denied) {
      throw problem("the settings file may not be read", Optional.empty(), "allow reading it");
    } catch (IOException failed) {
      throw problem("the settings file cannot be read", Optional.empty(), "check the disk");
    }
  }

  private byte[] bytes() throws IOException {
    if (Files.isDirectory(file)) {
      throw problem("the settings file is a folder", Optional.empty(), "name a file within it");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }

  private Optional<Node> compose(String text) {
    try {
      checkShape(text);
      return new Compose(bounds).composeString(text);
    } catch (MarkedYamlEngineException fault) {
      throw notYaml(fault.getProblem(), fault.getProblemMark());
    } catch (YamlEngineException fault) {
      throw notYaml(String.valueOf(fault.getMessage()), Optional.empty());
    }
  }

  /** Composing recurses, so the depth is checked first, on the flat sequence of events. */
  private void checkShape(String text) {
    int depth = 0;
    int documents = 0;
    for (Event event : new Parse(bounds).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case DocumentStart -> documents++;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        throw problem(
            "the settings file nests deeper than 32 levels", event.getStartMark(), "flatten it");
      }
      if (documents > 1) {
        throw problem(
            "the settings file holds a second document",
            event.getStartMark(),
            "keep one document; remove the `---`");
      }
    }
  }

  private FreshetException notYaml(String fault, Optional<Mark> mark) {
    if (fault.startsWith("Number of aliases")) {
      return problem(
          "an alias stands for a whole section or list", mark, "write it out in each place");
    }
    return problem(
        "the settings file is not YAML: " + withoutUserText(fault),
        mark,
        "mend the line, or put quotes around the value");
  }

  /** These faults end with what the user wrote, which may be part of a secret. */
  private static String withoutUserText(String fault) {
    String kept =
        fault.replaceFirst("(?s)(undefined alias|undefined tag handle|duplicate anchor).*", "$1");
    return kept.replaceAll("\\s+", " ");
  }

  private FreshetException problem(String message, Optional<Mark> mark, String remedy) {
    return new FreshetException(ExitCode.CONFIGURATION, message, place(file, mark), remedy);
  }
}
