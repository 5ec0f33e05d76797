package dev.freshet.learner.probing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes clozes from any text: a sentence up to an informative span (a date, a measure, a number, a
 * name) is the prompt, the span the answer. The prompt must say what it is about, so that it can be
 * asked without the text; a pronoun at its beginning gives way to the subject's name. Nothing that
 * the prompt already holds is asked for.
 */
public final class ClozeWriter {
  private static final int FEWEST_PROMPT_WORDS = 4;
  private static final int LONGEST_ANSWER = 60;
  private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{Nd}]+");

  /** Kinds of spans, the surest first; where two overlap, the earlier kind wins. */
  private enum SpanKind {
    DATE(Forms.DATE),
    MEASURE(Forms.MEASURE),
    NUMBER(
        "(?<![\\p{L}\\p{Nd}.,/$\u20ac\u00a3#-])"
            + Forms.NUMBER
            + "(?![\\p{L}\\p{Nd}/:%\u00b0-]|[.,]\\p{Nd}| by \\d| to \\d)"),
    NAME(
        "(?<=(?:^|[ (])\\p{Ll}[\\p{Ll}'-]{0,20},? )(?>"
            + Forms.NAME
            + ")(?![\\p{L}\\p{Nd}-]|['\u2019]\\p{L}| (?:\\p{Lu}|\\(|and \\p{Lu}|the \\p{Lu}|& ))");

    private final Pattern pattern;

    SpanKind(String pattern) {
      this.pattern = Pattern.compile(pattern);
    }
  }

  /**
   * Says how surprising the answers are, so that the most informative of a sentence is asked for.
   */
  @FunctionalInterface
  public interface Surprise {
    /** Nats per token of each answer behind its prompt. */
    double[] of(List<WrittenProbe> candidates);
  }

  private final Surprise surprise;

  /** Takes the spans in the order of their kinds. */
  public ClozeWriter() {
    this(candidates -> new double[candidates.size()]);
  }

  /** Takes the spans that surprise most. */
  public ClozeWriter(Surprise surprise) {
    this.surprise = surprise;
  }

  /**
   * At most so many clozes of a text, in its order: the best of each sentence first, then the next
   * best.
   */
  public List<WrittenProbe> write(String text, int most) {
    List<Sentence> sentences = Sentence.of(text);
    Optional<Subject> subject = Subject.of(sentences);
    List<List<WrittenProbe>> bySentence = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      bySentence.add(ranked(candidates(sentences.get(i), i == 0, subject)));
    }
    List<WrittenProbe> chosen = new ArrayList<>();
    Set<String> answers = new HashSet<>();
    for (int rank = 0; chosen.size() < most && rank < longest(bySentence); rank++) {
      for (List<WrittenProbe> ranked : bySentence) {
        if (chosen.size() < most
            && rank < ranked.size()
            && answers.add(ranked.get(rank).answer())) {
          chosen.add(ranked.get(rank));
        }
      }
    }
    chosen.sort(Comparator.comparingInt(WrittenProbe::answerStart));
    return chosen;
  }

  private static int longest(List<List<WrittenProbe>> lists) {
    return lists.stream().mapToInt(List::size).max().orElse(0);
  }

  private List<WrittenProbe> ranked(List<WrittenProbe> candidates) {
    double[] surprises = surprise.of(candidates);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> -surprises[i]));
    return order.stream().map(candidates::get).toList();
  }

  private static List<WrittenProbe> candidates(
      Sentence sentence, boolean first, Optional<Subject> subject) {
    Optional<String> opening = opening(sentence, first, subject);
    if (opening.isEmpty()) {
      return List.of();
    }
    int dropped = opening.get().isEmpty() ? 0 : sentence.text().indexOf(' ');
    int named =
        subject
            .filter(known -> sentence.text().startsWith(known.name()))
            .map(known -> known.name().length())
            .orElse(0);
    List<WrittenProbe> candidates = new ArrayList<>();
    boolean[] taken = new boolean[sentence.text().length()];
    for (SpanKind kind : SpanKind.values()) {
      Matcher span = kind.pattern.matcher(sentence.text());
      while (span.find()) {
        if (span.start() > named && isFree(taken, span.start(), span.end())) {
          String prompt =
              opening.get() + sentence.text().substring(dropped, span.start()).stripTrailing();
          if (isSound(prompt, span.group())) {
            candidates.add(
                new WrittenProbe(
                    WrittenProbe.Kind.CLOZE,
                    kind.name().toLowerCase(Locale.ROOT),
                    prompt,
                    span.group(),
                    sentence.start() + span.start()));
          }
        }
      }
    }
    return candidates;
  }

  /**
   * What a prompt begins with instead of the sentence's first word: nothing where the sentence says
   * itself what it is about, the subject's name for a pronoun; empty where neither can be known.
   */
  private static Optional<String> opening(
      Sentence sentence, boolean first, Optional<Subject> subject) {
    if (first) {
      return Optional.of("");
    }
    return subject.flatMap(
        known -> {
          if (sentence.text().startsWith(known.name() + " ")) {
            return Optional.of("");
          }
          String word = sentence.text().substring(0, Math.max(0, sentence.text().indexOf(' ')));
          boolean pronoun = known.person() ? word.matches("He|She") : word.equals("It");
          boolean refers =
              known.clauses().stream()
                  .anyMatch(
                      clause ->
                          clause.start() > sentence.start()
                              && clause.start() < sentence.start() + sentence.text().length());
          return pronoun && refers ? Optional.of(known.name()) : Optional.<String>empty();
        });
  }

  private static boolean isFree(boolean[] taken, int from, int to) {
    boolean free = true;
    for (int i = from; i < to; i++) {
      free &= !taken[i];
      taken[i] = true;
    }
    return free;
  }

  /** Long enough to know what is asked for, and holding no word of the answer. */
  private static boolean isSound(String prompt, String answer) {
    if (answer.length() > LONGEST_ANSWER || prompt.split("\\s+").length < FEWEST_PROMPT_WORDS) {
      return false;
    }
    if (count(prompt, '(') != count(prompt, ')') && !prompt.contains("(born")) {
      return false;
    }
    if (prompt.chars().filter(c -> c == '"').count() % 2 != 0 || prompt.contains("[")) {
      return false;
    }
    Set<String> said = words(prompt);
    Set<String> asked = words(answer);
    asked.removeIf(word -> word.length() < 2 || word.equals("the") || word.equals("of"));
    return !asked.isEmpty() && asked.stream().noneMatch(said::contains);
  }

  private static long count(String text, char sought) {
    return text.chars().filter(c -> c == sought).count();
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    Matcher word = WORDS.matcher(text.toLowerCase(Locale.ROOT));
    while (word.find()) {
      words.add(word.group());
    }
    return words;
  }
}
