package dev.freshet.learner.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Learns a byte-level byte-pair encoding (Sennrich et al. 2016; byte level as in Radford et al.
 * 2019): the most frequent pair of neighbours becomes one token, again and again. Pairs of equal
 * count are taken in the order of their tokens' numbers, so the same text gives the same
 * vocabulary.
 */
public final class BpeTrainer {
  /** GPT-2's split of text into words, which no merge crosses. */
  private static final Pattern WORD =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  /**
   * A learned encoding.
   *
   * @param tokens by id; the first is the special token that begins and ends texts
   * @param merges pairs of token strings, most frequent first
   */
  public record Vocabulary(List<String> tokens, List<String[]> merges) {}

  private final String specialToken;
  private final Map<String, Integer> counts = new HashMap<>();

  public BpeTrainer(String specialToken) {
    this.specialToken = specialToken;
  }

  /** Counts the words of a text. */
  public void read(String text) {
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      counts.merge(matcher.group(), 1, Integer::sum);
    }
  }

  /** Learns merges until the vocabulary has a size, or no pair occurs twice. */
  public Vocabulary train(int size) {
    List<String> tokens = new ArrayList<>(List.of(specialToken));
    for (char character : ByteAlphabet.sorted()) {
      tokens.add(String.valueOf(character));
    }
    int[] alphabet = new int[256];
    for (int b = 0; b < 256; b++) {
      alphabet[b] = tokens.indexOf(String.valueOf(ByteAlphabet.of(b)));
    }
    Words words = new Words(counts, alphabet);
    List<String[]> merges = new ArrayList<>();
    while (tokens.size() < size) {
      long pair = words.mostFrequentPair();
      if (pair < 0) {
        break;
      }
      String left = tokens.get(Words.left(pair));
      String right = tokens.get(Words.right(pair));
      merges.add(new String[] {left, right});
      words.merge(pair, tokens.size());
      tokens.add(left + right);
    }
    return new Vocabulary(List.copyOf(tokens), List.copyOf(merges));
  }

  /** The distinct words as token sequences, and the counts of their pairs, kept up to date. */
  private static final class Words {
    private record Candidate(long pair, long count) {}

    private final List<int[]> words = new ArrayList<>();
    private final List<Integer> weights = new ArrayList<>();
    private final Map<Long, Long> pairCounts = new HashMap<>();
    private final Map<Long, Set<Integer>> wordsOfPair = new HashMap<>();
    private final PriorityQueue<Candidate> queue =
        new PriorityQueue<>(
            (a, b) ->
                a.count() != b.count()
                    ? Long.compare(b.count(), a.count())
                    : Long.compare(a.pair(), b.pair()));

    Words(Map<String, Integer> counts, int[] alphabet) {
      counts.forEach(
          (word, count) -> {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            int[] tokens = new int[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
              tokens[i] = alphabet[bytes[i] & 0xFF];
            }
            words.add(tokens);
            weights.add(count);
            count(words.size() - 1, 1, new HashSet<>());
          });
      pairCounts.forEach((pair, count) -> queue.add(new Candidate(pair, count)));
    }

    static int left(long pair) {
      return (int) (pair >>> 32);
    }

    static int right(long pair) {
      return (int) pair;
    }

    /** Adds (or with sign -1 takes away) the pairs of one word. */
    private void count(int word, int sign, Set<Long> changed) {
      int[] tokens = words.get(word);
      for (int i = 0; i + 1 < tokens.length; i++) {
        long pair = (long) tokens[i] << 32 | tokens[i + 1];
        pairCounts.merge(pair, (long) sign * weights.get(word), Long::sum);
        changed.add(pair);
        if (sign > 0) {
          wordsOfPair.computeIfAbsent(pair, key -> new HashSet<>()).add(word);
        }
      }
    }

    /** The pair that occurs most often, or -1 where none occurs twice. */
    long mostFrequentPair() {
      while (!queue.isEmpty()) {
        Candidate best = queue.poll();
        if (pairCounts.getOrDefault(best.pair(), 0L) == best.count()) {
          return best.count() >= 2 ? best.pair() : -1;
        }
      }
      return -1;
    }

    void merge(long pair, int merged) {
      Set<Long> changed = new HashSet<>();
      for (int word : wordsOfPair.getOrDefault(pair, Set.of())) {
        count(word, -1, changed);
        words.set(word, merged(words.get(word), pair, merged));
        count(word, 1, changed);
      }
      wordsOfPair.remove(pair);
      for (long touched : changed) {
        long count = pairCounts.getOrDefault(touched, 0L);
        if (count > 0) {
          queue.add(new Candidate(touched, count));
        } else {
          pairCounts.remove(touched);
          wordsOfPair.remove(touched);
        }
      }
    }

    private static int[] merged(int[] tokens, long pair, int merged) {
      int[] result = new int[tokens.length];
      int length = 0;
      for (int i = 0; i < tokens.length; i++) {
        boolean joins =
            i + 1 < tokens.length && tokens[i] == left(pair) && tokens[i + 1] == right(pair);
        result[length++] = joins ? merged : tokens[i];
        if (joins) {
          i++;
        }
      }
      return java.util.Arrays.copyOf(result, length);
    }
  }
}
