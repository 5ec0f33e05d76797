package dev.freshet.ingest.chronicle;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A document of the chronicle, with what is known about it. Places in the text count characters;
 * the text is ASCII, so bytes, UTF-16 units and code points are the same.
 *
 * @param news where sentences tell something new
 * @param known where sentences tell again what was told before
 */
public record Story(
    String id,
    String topic,
    Instant time,
    String title,
    String text,
    List<Span> news,
    List<Span> known,
    List<Question> probes) {
  public Story {
    news = List.copyOf(news);
    known = List.copyOf(known);
    probes = List.copyOf(probes);
  }

  /** A stretch of the text. */
  public record Span(int start, int end) {}

  /** What a probe asks for. */
  public enum Kind {
    /** A fact that this document tells: uptake. */
    NEW,
    /** What held, on a day before, in place of a fact that this document changes: override. */
    OLD,
    /** A fact that an earlier document told and that still holds: retention. */
    UNTOUCHED,
    /** A fact that no document tells: what guessing gives. */
    NEVER;

    /** As ids and fields have it. */
    public String written() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A probe.
   *
   * @param answer as the document that told it has it; for {@link Kind#NEVER} the truth
   * @param was the answer that gives way, for a new fact that changes another
   * @param told the document that told the answer; null where none did
   * @param start where the answer stands in this document; -1 where it does not tell it
   */
  public record Question(
      String id,
      Kind kind,
      String relation,
      String question,
      String answer,
      @Nullable String was,
      @Nullable String told,
      int start) {}
}
