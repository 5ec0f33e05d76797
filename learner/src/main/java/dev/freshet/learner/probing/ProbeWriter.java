package dev.freshet.learner.probing;

import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes the probes of a text: questions, clozes or both, at most so many. The same text and seed
 * give the same probes. Immutable, safe for several threads if its {@link Surprise} is.
 */
public final class ProbeWriter {
  /** What is written. */
  public enum Kind {
    QUESTION,
    CLOZE,
    /** Questions as half of them, where the text allows so many; no two ask for the same words. */
    BOTH
  }

  /** What is read of a text, in UTF-16 units: its beginning. */
  private static final int LONGEST_READ = 50_000;

  private final QuestionWriter questions = new QuestionWriter();
  private final ClozeWriter clozes;
  private final Kind kind;
  private final int most;
  private final long seed;

  /**
   * @param most probes to a text
   * @param seed chooses among more than that
   * @param surprise chooses among clozes before the seed does
   */
  public ProbeWriter(Kind kind, int most, long seed, Surprise surprise) {
    this.kind = kind;
    this.most = most;
    this.seed = seed;
    this.clozes = new ClozeWriter(surprise);
  }

  /** The probes of a text, in the order of their answers in it. */
  public List<WrittenProbe> write(String whole) {
    String text = whole.substring(0, Math.min(LONGEST_READ, whole.length()));
    List<WrittenProbe> chosen = new ArrayList<>();
    if (kind != Kind.CLOZE) {
      List<WrittenProbe> asked = Shuffled.of(questions.write(text), random(text));
      List<WrittenProbe> gaps = kind == Kind.BOTH ? gaps(text, asked) : List.of();
      int share = Math.max(most - gaps.size(), kind == Kind.BOTH ? (most + 1) / 2 : most);
      chosen.addAll(asked.subList(0, Math.min(share, asked.size())));
      chosen.addAll(gaps.subList(0, Math.min(most - chosen.size(), gaps.size())));
    } else {
      chosen.addAll(gaps(text, List.of()));
    }
    chosen.sort(Comparator.comparingInt(WrittenProbe::answerStart));
    return chosen;
  }

  /** The best clozes first, those left out that ask for what a question asks for. */
  private List<WrittenProbe> gaps(String text, List<WrittenProbe> asked) {
    return clozes.write(text, random(text)).stream()
        .filter(gap -> asked.stream().noneMatch(gap::overlaps))
        .limit(most)
        .toList();
  }

  private CounterRandom random(String text) {
    return new CounterRandom(seed, CounterRandom.seedOf(text));
  }
}
