package dev.freshet.learner.retention;

import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A uniform sample of all documents that were learned (algorithm R of Vitter 1985: the n-th comes
 * in with probability size / n, in the place of any other). Bounded in documents and in characters.
 * Immutable; its random numbers are those of the n-th document and of the step.
 *
 * @param documents the sample
 * @param seen documents that were offered
 */
public record Reservoir(List<Remembered> documents, long seen) {
  public static final Reservoir EMPTY = new Reservoir(List.of(), 0);

  private static final long MOST_CHARACTERS = 4_000_000;
  private static final long PLACES = CounterRandom.seedOf("reservoir");
  private static final long DRAWS = CounterRandom.seedOf("rehearsal");

  public Reservoir {
    documents = List.copyOf(documents);
  }

  /**
   * With one document more on offer. A newer version of one that is kept takes its place: what it
   * said before is not learned again.
   *
   * @param size the most that are kept
   */
  Reservoir offered(Remembered document, int size) {
    List<Remembered> next = new ArrayList<>(documents);
    while (next.size() > size) {
      next.remove(next.size() - 1);
    }
    long count = seen + 1;
    int known = placeOf(document.id(), next);
    if (known >= 0) {
      next.set(known, document);
    } else if (next.size() < size) {
      next.add(document);
    } else {
      // Unbiased up to 2^-53, as no stream is longer than that.
      long place = (long) (new CounterRandom(PLACES, count).nextDouble() * count);
      if (place < size) {
        next.set((int) place, document);
      }
    }
    bound(next);
    return new Reservoir(next, count);
  }

  private static int placeOf(String id, List<Remembered> among) {
    for (int i = 0; i < among.size(); i++) {
      if (among.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  /** Drops the longest until the rest fits, so that a few giants do not empty the sample. */
  private static void bound(List<Remembered> kept) {
    long characters = kept.stream().mapToLong(Reservoir::characters).sum();
    while (characters > MOST_CHARACTERS) {
      int longest = 0;
      for (int i = 1; i < kept.size(); i++) {
        longest = characters(kept.get(i)) > characters(kept.get(longest)) ? i : longest;
      }
      characters -= characters(kept.remove(longest));
    }
  }

  private static long characters(Remembered document) {
    return document.text().text().length();
  }

  /**
   * Different documents of the sample, the same for the same step.
   *
   * @param count so many, or all where there are fewer
   */
  List<Remembered> drawn(int count, long step) {
    int[] places = new int[documents.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    CounterRandom random = new CounterRandom(DRAWS, step);
    List<Remembered> drawn = new ArrayList<>();
    for (int i = 0; i < Math.min(count, places.length); i++) {
      int chosen = i + random.nextInt(places.length - i);
      drawn.add(documents.get(places[chosen]));
      places[chosen] = places[i];
    }
    return drawn;
  }
}
