package dev.freshet.signal.nab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a folder in NAB's layout: {@code data/CATEGORY/NAME.csv}, and {@code
 * labels/combined_windows.json}, which names for each series the first and last time of its
 * windows. Series that the labels do not name are not read.
 */
public final class NabCorpus {
  private static final int MOST_SERIES = 10_000;

  private NabCorpus() {}

  /**
   * Reads all series, in the order of the label file.
   *
   * @throws FreshetException if a file is missing or cannot be read
   */
  public static List<NabSeries> read(Path folder) {
    Path labels = folder.resolve("labels").resolve("combined_windows.json");
    JsonNode root = json(labels);
    List<NabSeries> corpus = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (corpus.size() == MOST_SERIES) {
        throw unusable("it names more than " + MOST_SERIES + " series", labels, null);
      }
      Path file = folder.resolve("data").resolve(entry.getKey()).normalize();
      if (!file.startsWith(folder.resolve("data").normalize())) {
        throw unusable("a series outside of data/: " + entry.getKey(), labels, null);
      }
      corpus.add(series(entry.getKey(), file, entry.getValue(), labels));
    }
    if (corpus.isEmpty()) {
      throw unusable("it names no series", labels, null);
    }
    return List.copyOf(corpus);
  }

  private static NabSeries series(String name, Path file, JsonNode spans, Path labels) {
    NabFile rows = NabFile.read(file);
    if (!spans.isArray()) {
      throw unusable("the windows of " + name + " are not a list", labels, null);
    }
    List<NabWindow> windows = new ArrayList<>();
    for (JsonNode span : spans) {
      if (span.size() != 2) {
        throw unusable("a window of " + name + " is not a pair of times", labels, null);
      }
      long from = time(span.get(0).asText(), labels);
      long to = time(span.get(1).asText(), labels);
      int first = lowerBound(rows.times(), from);
      int last = lowerBound(rows.times(), to + 1) - 1;
      if (last < first) {
        throw unusable("a window of " + name + " holds no row: " + span, labels, null);
      }
      windows.add(new NabWindow(first, last));
    }
    try {
      return new NabSeries(name, rows.times(), rows.values(), windows);
    } catch (IllegalArgumentException e) {
      throw unusable("the windows of " + name + " overlap or are out of order", labels, e);
    }
  }

  /** The first row whose time is at or after the given one. Times need not ascend everywhere. */
  private static int lowerBound(long[] times, long time) {
    return (int) Arrays.stream(times).takeWhile(candidate -> candidate < time).count();
  }

  private static JsonNode json(Path file) {
    try {
      JsonNode root = new ObjectMapper().readTree(Files.readString(file));
      if (root == null || !root.isObject()) {
        throw unusable("this is not a JSON object", file, null);
      }
      return root;
    } catch (JsonProcessingException e) {
      throw unusable("this is not JSON", file, e);
    } catch (IOException e) {
      throw unusable("there are no labels here", file, e);
    }
  }

  private static long time(String text, Path labels) {
    try {
      return NabFile.time(text);
    } catch (DateTimeException e) {
      throw unusable("not a time: " + text, labels, e);
    }
  }

  static FreshetException unusable(String what, Path file, @Nullable Throwable cause) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        what,
        file.toString(),
        "name a folder in the layout of the Numenta Anomaly Benchmark: data/, labels/",
        cause);
  }
}
