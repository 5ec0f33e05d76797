package dev.freshet.ingest.recording;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.file.BoundedLines;
import dev.freshet.ingest.file.Inputs;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A recording that is read back, every file compared with its digest first. */
public final class Recording {
  /** Longer than any record's line: a record is far below, and JSON makes a letter six at most. */
  private static final int LINE_LIMIT = 512 << 20;

  private static final int BUFFER_BYTES = 64 << 10;

  private final Path folder;
  private final RecordingManifest manifest;

  private Recording(Path folder, RecordingManifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  /** Opens a recording; a folder that holds none is an ARTEFACT error. */
  public static Recording open(Path folder) {
    Path file = folder.resolve(RecordingWriter.MANIFEST);
    try {
      Decoded<RecordingManifest> read = RecordingManifest.read(Files.readAllBytes(file));
      if (read instanceof Decoded.Good<RecordingManifest> good) {
        return new Recording(folder, good.value());
      }
      throw damaged(file, ((Decoded.Bad<?>) read).reason(), null);
    } catch (NoSuchFileException e) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the folder holds no recording",
          folder.toString(),
          "make one with `freshet record --out DIR` or `freshet demo --record DIR`",
          e);
    } catch (IOException e) {
      throw Inputs.unreadable(file, e);
    }
  }

  public RecordingManifest manifest() {
    return manifest;
  }

  /** Whether a topic is in it. */
  public boolean has(String topic) {
    return manifest.part(topic).isPresent();
  }

  /** Hands on every record of a topic, in the order of the file. */
  public void read(String topic, Consumer<RecordedRecord> each) {
    RecordingManifest.Part part =
        manifest
            .part(TopicReader.requireName(topic))
            .orElseThrow(
                () ->
                    new FreshetException(
                        ExitCode.ARTEFACT,
                        "the recording has no topic " + topic,
                        folder.toString(),
                        "record it too, with --topic"));
    Path file = folder.resolve(part.file());
    if (!part.file().equals(part.topic() + RecordingWriter.ENDING)) {
      throw damaged(folder.resolve(RecordingWriter.MANIFEST), "it names a file elsewhere", null);
    }
    requireWhole(file, part.sha256());
    long number = 0;
    try (InputStream in = Inputs.open(file)) {
      BoundedLines lines = new BoundedLines(in, LINE_LIMIT);
      for (BoundedLines.Line line = lines.next(); line != null; line = lines.next()) {
        number = line.number();
        each.accept(RecordedRecord.of(line.bytes()));
      }
    } catch (IOException e) {
      throw Inputs.unreadable(file, e);
    } catch (IllegalArgumentException e) {
      throw damaged(file, "line " + number + ": " + e.getMessage(), e);
    }
  }

  private static void requireWhole(Path file, String sha256) {
    MessageDigest digest = Digests.newSha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      while (in.read(buffer) >= 0) {
        // The stream digests as it reads.
      }
    } catch (IOException e) {
      throw Inputs.unreadable(file, e);
    }
    if (!Digests.hex(digest.digest()).equals(sha256)) {
      throw damaged(file, "its digest is not the one in " + RecordingWriter.MANIFEST, null);
    }
  }

  private static FreshetException damaged(Path file, String what, @Nullable Exception cause) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        "the recording is damaged: " + what,
        file.toString(),
        "copy it again, or record again",
        cause);
  }
}
