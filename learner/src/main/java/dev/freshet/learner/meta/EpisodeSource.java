package dev.freshet.learner.meta;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.scoring.AnswerRow;
import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Endless episodes out of a set of passages: a pure function of the episode's number, so that a run
 * can go on where it stopped. Every passage is used once before any is used again, in an order of
 * its own for each pass.
 */
public final class EpisodeSource {
  private static final int TRIES = 64;

  private final List<Episode.Reading> passages;
  private final List<Passages.Plain> plain;
  private final Shape shape;
  private final long seed;
  private long orderedPass = -1;
  private int[] order = new int[0];

  /**
   * What an episode holds.
   *
   * @param documents K, steps of an episode
   * @param questionsPerDocument at most so many, chosen anew each time
   * @param rememberedQuestions about other documents
   */
  public record Shape(int documents, int questionsPerDocument, int rememberedQuestions) {
    public Shape {
      if (documents < 1 || questionsPerDocument < 1 || rememberedQuestions < 0) {
        throw new IllegalArgumentException("an episode has a document and a question or more");
      }
    }
  }

  /**
   * @param passages documents with questions
   * @param plain texts to hold still; those of the episode's articles are left out
   */
  EpisodeSource(
      List<Episode.Reading> passages, List<Passages.Plain> plain, Shape shape, long seed) {
    this.passages = List.copyOf(passages);
    this.plain = List.copyOf(plain);
    this.shape = shape;
    this.seed = seed;
    if (passages.size() < shape.documents()) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "an episode of "
              + shape.documents()
              + " documents, and only "
              + passages.size()
              + " documents with questions",
          "--documents-per-episode",
          "ask for fewer, or give more SQuAD-format files");
    }
  }

  /** Documents with questions. */
  int documents() {
    return passages.size();
  }

  /** The episode of that number, from 0 on. */
  public Episode episode(long number) {
    CounterRandom random = new CounterRandom(seed, ~number);
    List<Episode.Reading> chosen = new ArrayList<>();
    for (int i = 0; i < shape.documents(); i++) {
      Episode.Reading passage = passage(number * shape.documents() + i);
      chosen.add(
          new Episode.Reading(
              passage.title(),
              passage.ids(),
              some(passage.questions(), shape.questionsPerDocument(), random)));
    }
    return new Episode(chosen, unrelated(chosen, random), remembered(chosen, random));
  }

  private Episode.Reading passage(long position) {
    long pass = position / passages.size();
    if (pass != orderedPass) {
      order = new int[passages.size()];
      Arrays.setAll(order, i -> i);
      new CounterRandom(seed, pass).shuffle(order);
      orderedPass = pass;
    }
    return passages.get(order[(int) (position % passages.size())]);
  }

  private static List<AnswerRow> some(List<AnswerRow> all, int most, CounterRandom random) {
    if (all.size() <= most) {
      return all;
    }
    int[] indices = new int[all.size()];
    Arrays.setAll(indices, i -> i);
    random.shuffle(indices);
    return Arrays.stream(indices).limit(most).mapToObj(all::get).toList();
  }

  private int[] unrelated(List<Episode.Reading> chosen, CounterRandom random) {
    for (int i = 0; i < TRIES; i++) {
      Passages.Plain text = plain.get(random.nextInt(plain.size()));
      if (!isOfOneOf(chosen, text.title())) {
        return text.ids();
      }
    }
    throw new FreshetException(
        ExitCode.ARTEFACT,
        "there is no text that is unrelated to an episode: all are of its articles",
        "--corpus",
        "give files with more articles, or plain texts with --unrelated");
  }

  private List<AnswerRow> remembered(List<Episode.Reading> chosen, CounterRandom random) {
    List<AnswerRow> rows = new ArrayList<>();
    for (int i = 0; i < TRIES && rows.size() < shape.rememberedQuestions(); i++) {
      Episode.Reading other = passages.get(random.nextInt(passages.size()));
      if (!isOfOneOf(chosen, other.title())) {
        rows.add(other.questions().get(random.nextInt(other.questions().size())));
      }
    }
    return rows;
  }

  private static boolean isOfOneOf(List<Episode.Reading> chosen, String title) {
    return !title.isEmpty() && chosen.stream().anyMatch(c -> c.title().equals(title));
  }
}
