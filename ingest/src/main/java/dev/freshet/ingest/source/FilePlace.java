package dev.freshet.ingest.source;

import com.fasterxml.jackson.core.JsonLocation;
import dev.freshet.ingest.file.Inputs;
import dev.freshet.ingest.records.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A file as a place to read from: its name, its fingerprint, its time. */
record FilePlace(Path file) {

  String name() {
    return file.toAbsolutePath().normalize().toString();
  }

  /** Of its size and time of change. */
  String fingerprint() {
    try {
      return Digests.sha256(
              name() + '\n' + Files.size(file) + '\n' + Files.getLastModifiedTime(file))
          .substring(0, 32);
    } catch (IOException e) {
      throw Inputs.unreadable(file, e);
    }
  }

  /** When it was changed last: the time of documents that name none. */
  Instant time() {
    try {
      return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MILLIS);
    } catch (IOException e) {
      throw Inputs.unreadable(file, e);
    }
  }

  String at(long line) {
    return file + ":" + line;
  }

  /** The line and column; the file alone where they are not known. */
  String at(JsonLocation at) {
    return at.getLineNr() < 1
        ? file.toString()
        : file + ":" + at.getLineNr() + ":" + at.getColumnNr();
  }
}
