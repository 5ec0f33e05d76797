package dev.freshet.learner.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trials that were made before: an interrupted evaluation goes on where it was, and one with
 * another weighting computes that one alone. A file of JSON lines that only grows; a line that a
 * kill cut short is made again. A cell is found under the digest of all that decides its content.
 *
 * <p>One process at a time; not safe for use by several threads.
 */
public final class Cells implements AutoCloseable {
  private static final String FILE = "cells.jsonl";
  private static final long MAX_BYTES = 512L << 20;
  private static final int KEY_LENGTH = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final FileChannel channel;
  private final String context;
  private final Map<String, Trial> known;

  /** A line of the file. */
  private record Line(String key, Trial trial) {}

  private Cells(Path file, FileChannel channel, String context, Map<String, Trial> known) {
    this.file = file;
    this.channel = channel;
    this.context = context;
    this.known = known;
  }

  /**
   * Those of a folder, which is made where it is missing.
   *
   * @param context decides, with what {@link #key} is given, what a cell holds: the model, the
   *     reference text
   * @throws FreshetException if the folder cannot be used, or another process uses it
   */
  public static Cells in(Path folder, String context) {
    Path file = folder.resolve(FILE);
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        throw unusable(file, "another evaluation is at work here", "name another --work folder");
      }
      if (channel.size() > MAX_BYTES) {
        channel.close();
        throw unusable(file, "it has grown beyond 512 MiB", "delete it, or name another --work");
      }
      Map<String, Trial> known = read(file, channel);
      return new Cells(file, channel, context, known);
    } catch (IOException | java.nio.channels.OverlappingFileLockException e) {
      throw unusable(file, "it cannot be used: " + e, "name another folder with --work");
    }
  }

  /** Reads whole lines, and cuts off what a kill left behind them. */
  private static Map<String, Trial> read(Path file, FileChannel channel) throws IOException {
    Map<String, Trial> known = new HashMap<>();
    byte[] bytes = Files.readAllBytes(file);
    int from = 0;
    for (int end = 0; end < bytes.length; end++) {
      if (bytes[end] == '\n') {
        try {
          Line line = JSON.readValue(bytes, from, end - from, Line.class);
          known.put(line.key(), line.trial());
        } catch (JsonProcessingException e) {
          // Written by another version, or damaged: made again.
        }
        from = end + 1;
      }
    }
    channel.truncate(from);
    channel.position(from);
    return known;
  }

  /** The name of a cell. */
  String key(Object... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(context.getBytes(StandardCharsets.UTF_8));
      for (Object part : parts) {
        digest.update((byte) 0);
        digest.update(String.valueOf(part).getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** The name of what a list of documents holds. */
  String keyOf(List<EvaluationDocument> documents) {
    return key(documents);
  }

  @Nullable Trial find(String key) {
    return known.get(key);
  }

  void keep(String key, Trial trial) {
    try {
      byte[] line =
          (JSON.writeValueAsString(new Line(key, trial)) + "\n").getBytes(StandardCharsets.UTF_8);
      ByteBuffer rest = ByteBuffer.wrap(line);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      known.put(key, trial);
    } catch (IOException e) {
      throw unusable(file, "it cannot be written: " + e.getMessage(), "free some space");
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unusable(file, "it cannot be closed: " + e.getMessage(), "free some space");
    }
  }

  private static FreshetException unusable(Path file, String what, String remedy) {
    return new FreshetException(ExitCode.FAILURE, what, file.toString(), remedy);
  }
}
