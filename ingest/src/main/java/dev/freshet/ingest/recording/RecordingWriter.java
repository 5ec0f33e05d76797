package dev.freshet.ingest.recording;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.file.AtomicFile;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Writes a recording beside its place; {@link #finish} moves it there. */
public final class RecordingWriter implements AutoCloseable {
  static final String MANIFEST = "recording.json";
  static final String ENDING = ".jsonl.gz";
  private static final int BUFFER_BYTES = 64 << 10;

  private final Path target;
  private final Path staging;
  private final List<RecordingManifest.Part> parts = new ArrayList<>();

  private RecordingWriter(Path target, Path staging) {
    this.target = target;
    this.staging = staging;
  }

  /** Begins a recording in a folder that is empty or not there yet. */
  public static RecordingWriter to(Path folder) {
    Path target = folder.toAbsolutePath().normalize();
    try {
      requireFree(target);
      Path parent = target.getParent();
      if (parent == null) {
        throw new IOException("it is the root of the file system");
      }
      Path staging = parent.resolve("." + target.getFileName() + ".partial");
      Files.createDirectories(parent);
      empty(staging);
      Files.createDirectory(staging);
      return new RecordingWriter(target, staging);
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  private static void requireFree(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      try (Stream<Path> entries = Files.list(target)) {
        if (entries.findAny().isEmpty()) {
          return;
        }
      }
    } else if (!Files.exists(target)) {
      return;
    }
    throw new FreshetException(
        ExitCode.USAGE,
        Files.exists(target.resolve(MANIFEST))
            ? "the folder holds a recording already"
            : "the folder is not empty",
        target.toString(),
        "name another one");
  }

  /** Something that hands on the records of a topic. */
  @FunctionalInterface
  public interface Source {
    void read(Consumer<RecordedRecord> each);
  }

  /** Writes one topic; returns how many records it had. */
  public long topic(String topic, Source source) {
    Path file = staging.resolve(topic + ENDING);
    MessageDigest digest = Digests.newSha256();
    long[] records = new long[1];
    try (OutputStream out =
        new BufferedOutputStream(
            new GZIPOutputStream(
                new DigestOutputStream(Files.newOutputStream(file), digest), BUFFER_BYTES),
            BUFFER_BYTES)) {
      source.read(
          record -> {
            try {
              out.write(record.line());
              out.write('\n');
              records[0]++;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw failed(target, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw failed(target, e);
    }
    parts.add(
        new RecordingManifest.Part(
            topic, topic + ENDING, records[0], Digests.hex(digest.digest())));
    return records[0];
  }

  /** Names what was written, and puts the recording in its place. */
  public void finish(
      String build, String log, String probes, List<RecordingManifest.Mark> checkpoints) {
    RecordingManifest manifest =
        new RecordingManifest(
            RecordingManifest.FORMAT_VERSION,
            Instant.now(),
            build,
            log,
            probes,
            parts,
            checkpoints);
    try {
      AtomicFile.write(
          staging.resolve(MANIFEST),
          List.of(new String(Json.bytes(manifest), StandardCharsets.UTF_8)));
      requireFree(target);
      Files.deleteIfExists(target);
      Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  private static FreshetException failed(Path target, IOException cause) {
    return new FreshetException(
        ExitCode.FAILURE,
        "the recording cannot be written: " + cause.getMessage(),
        target.toString(),
        "name a folder that can be written, on a disk with room",
        cause);
  }

  /** Removes what was not finished. */
  @Override
  public void close() {
    try {
      empty(staging);
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /** Removes a staging folder, which one that was killed may have left. */
  private static void empty(Path staging) throws IOException {
    if (!Files.exists(staging)) {
      return;
    }
    try (Stream<Path> files = Files.list(staging)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(staging);
  }
}
