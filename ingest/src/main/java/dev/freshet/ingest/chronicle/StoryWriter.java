package dev.freshet.ingest.chronicle;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** Documents of the chronicle, written one after another. Not safe for several threads. */
public interface StoryWriter extends Closeable {

  /** In which form. */
  enum Format {
    /** A JSON object a line, with everything that is known. */
    JSONL,
    /** SQuAD's, with the probes whose answers the document itself tells. */
    SQUAD
  }

  /** A writer onto a stream, which it closes. */
  static StoryWriter to(OutputStream out, Format format) throws IOException {
    return switch (format) {
      case JSONL -> new JsonLinesStories(out);
      case SQUAD -> new SquadStories(out);
    };
  }

  void write(Story story) throws IOException;
}
