package dev.freshet.learner;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The digests of an exported model's files, in the file {@code freshet.sha256} that {@code
 * sha256sum -c} reads too. The safetensors format has none of its own: a flipped bit among the
 * weights would be another weight.
 */
final class ModelSums {
  private static final String FILE = "freshet.sha256";
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([\\w.-]+)");
  private static final int MAX_BYTES = 1 << 16;

  private ModelSums() {}

  /** Takes the digests of a model's files, and forgets those that were there. */
  static void write(Path directory) throws IOException {
    Path target = directory.resolve(FILE);
    Files.deleteIfExists(target);
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(ModelSums::isOfTheModel).sorted().toList();
    }
    StringBuilder text = new StringBuilder(head(files.size()));
    for (Path file : files) {
      text.append(FileDigest.of(file)).append("  ").append(file.getFileName()).append('\n');
    }
    Files.writeString(target, text);
  }

  /** Takes them again where there were some: a file of the model was changed on purpose. */
  static void renew(Path directory) throws IOException {
    if (Files.exists(directory.resolve(FILE))) {
      write(directory);
    }
  }

  /** The first line, a comment to other programs: a list that was cut short shows. */
  private static String head(int files) {
    return "# freshet 1: " + files + " files\n";
  }

  /** Its card may be edited; what is loaded may not. */
  private static boolean isOfTheModel(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".json") || name.endsWith(".safetensors");
  }

  /**
   * Compares the files of a directory with their digests, where it has any.
   *
   * @throws FreshetException ARTEFACT where a file is not what was exported
   */
  static void check(Path directory) {
    Path list = directory.resolve(FILE);
    if (!Files.exists(list)) {
      return;
    }
    try {
      for (Map.Entry<String, String> sum : read(list).entrySet()) {
        Path file = directory.resolve(sum.getKey());
        if (!Files.isRegularFile(file) || !FileDigest.of(file).equals(sum.getValue())) {
          throw damaged(file, "it is not what was exported: its digest differs from " + FILE);
        }
      }
    } catch (IOException e) {
      throw damaged(list, "it cannot be read: " + e.getMessage());
    }
  }

  private static Map<String, String> read(Path list) throws IOException {
    if (Files.size(list) > MAX_BYTES) {
      throw damaged(list, "it is longer than " + MAX_BYTES + " bytes");
    }
    Map<String, String> sums = new TreeMap<>();
    String text = new String(Files.readAllBytes(list), StandardCharsets.ISO_8859_1);
    String lines = text.substring(text.indexOf('\n') + 1);
    for (String line : lines.split("\n", -1)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        sums.put(matcher.group(2), matcher.group(1));
      } else if (!line.isEmpty()) {
        throw damaged(list, "it is no list of digests");
      }
    }
    if (!text.startsWith(head(sums.size())) || !text.endsWith("\n")) {
      throw damaged(list, "it is cut short");
    }
    return sums;
  }

  private static FreshetException damaged(Path file, String what) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        "the model is damaged: " + what,
        file.toString(),
        "export it again; if it was changed on purpose, delete " + FILE);
  }
}
