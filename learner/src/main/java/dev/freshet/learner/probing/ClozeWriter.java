package dev.freshet.learner.probing;

import dev.freshet.learner.scoring.Question;
import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Writes clozes from any text: a sentence up to an informative span is the prompt, the span the
 * answer. The prompt must say what it is about, so that it can be asked without the text; a pronoun
 * at its beginning gives way to the subject's name. Nothing is asked for that the prompt holds,
 * that the text said before, or that the model would say of itself.
 */
final class ClozeWriter {
  private static final int FEWEST_PROMPT_WORDS = 4;
  private static final int LONGEST_ANSWER = 60;

  /** Nats per token under which the prompt alone gives the answer away. */
  private static final double LEAST_SURPRISE = 0.5;

  /** Letters that two words share at their beginning where one gives the other away. */
  private static final int STEM = 4;

  private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{Nd}]+");

  /** "It is said that ...": no subject's name can stand there. */
  private static final Pattern IMPERSONAL =
      Pattern.compile(
          "^(?:is|was|has been|had been) (?:\\p{Ll}+ ){0,3}(?:that|who|when|where|to)\\b.*");

  private static final Pattern SINGULAR = Pattern.compile("(?:is|was|has|does|\\p{Ll}+[^s]s)\\b");

  /** A sentence that can stand alone: a name in it, and none of the words that point elsewhere. */
  private static final Pattern POINTS_BACK =
      Pattern.compile(
          "^(?:He|She|It|They|This|These|That|Those|His|Her|Its|Their|There|Here|But|And|Or|So|However"
              + "|Also|We|I|You|My|Our|Your|Such|Another|Other|Both|Then|Later|\\p{Lu}\\p{Ll}+(?:ed|ing|ly))\\b.*|.*\\b(?:this|these|those|he|she|they|him|his|her|their)\\b.*|[^\\p{L}\\p{Nd}].*");

  /**
   * The first half of a name, or of a pair that is none of a list: "Dumfries and", "Cathedral of".
   */
  private static final Pattern HALF_A_NAME =
      Pattern.compile(
          ".*(?:\\p{Lu}[\\p{L}'-]* (?:of|the|for|of the|in the|for the)| (?:de|von|van|der|del|di|da|du|la|le|el|al|bin|ibn)"
              + "|(?<!, \\p{Lu}[^,]{0,40})\\p{Lu}[\\p{L}'-]* and)");

  private static final Pattern ADJECTIVE =
      Pattern.compile(Forms.DEMONYM + "|\\p{Lu}\\p{L}+(?:ian|ish|ese)");

  private static final Pattern NAMES_SOMETHING =
      Pattern.compile(
          "(?:(?:The |A |An )?\\p{Lu}[\\p{L}'-]+ \\p{Lu}\\p{L}.*|.*\\p{Ll},? \\p{Lu}\\p{L}+ .*)");

  private final Surprise surprise;

  /**
   * @param surprise of two spans the one that surprises more is asked for
   */
  ClozeWriter(Surprise surprise) {
    this.surprise = surprise;
  }

  /**
   * The clozes of a text, the best of each sentence first, then the second best, and so on.
   *
   * @param random decides where surprise does not
   */
  List<WrittenProbe> write(String text, CounterRandom random) {
    List<WrittenProbe> all = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (Prompting prompting : promptings(Sentence.of(text))) {
      List<WrittenProbe> candidates = candidates(prompting, text);
      all.addAll(candidates);
      sizes.add(candidates.size());
    }
    double[] surprises = all.isEmpty() ? new double[0] : surprise.of(all);
    List<List<Integer>> rounds = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      List<Integer> ranked =
          IntStream.range(from, from + size)
              .boxed()
              .filter(i -> surprises[i] >= LEAST_SURPRISE)
              .sorted(Comparator.comparingDouble(i -> -surprises[i]))
              .toList();
      for (int rank = 0; rank < ranked.size(); rank++) {
        if (rank == rounds.size()) {
          rounds.add(new ArrayList<>());
        }
        rounds.get(rank).add(ranked.get(rank));
      }
      from += size;
    }
    return rounds.stream()
        .flatMap(
            round ->
                Shuffled.of(round, random).stream()
                    .sorted(Comparator.comparingDouble(i -> -surprises[i])))
        .map(all::get)
        .toList();
  }

  /**
   * A sentence that can be asked from.
   *
   * @param named what it begins with, in place of its own first words
   * @param rest what follows
   * @param start where that begins in the text
   * @param from the index in it before which nothing is asked for
   */
  private record Prompting(String named, String rest, int start, int from) {}

  private static List<Prompting> promptings(List<Sentence> sentences) {
    Optional<Subject> subject = Subject.of(sentences);
    List<Prompting> promptings = new ArrayList<>();
    if (subject.isEmpty()) {
      for (Sentence sentence : sentences) {
        boolean first = sentence.start() == sentences.get(0).start();
        if (!POINTS_BACK.matcher(sentence.text()).matches()
            && (first || !sentence.text().matches("The \\p{Ll}.*"))) {
          promptings.add(new Prompting("", sentence.text(), sentence.start(), 0));
        }
      }
      return promptings;
    }
    Subject known = subject.get();
    Sentence first = sentences.get(0);
    promptings.add(new Prompting("", first.text(), first.start(), known.name().length()));
    for (Clause clause : known.clauses().subList(1, known.clauses().size())) {
      boolean agrees = !known.plural() || !SINGULAR.matcher(clause.predicate()).lookingAt();
      if (agrees && !IMPERSONAL.matcher(clause.predicate()).matches()) {
        promptings.add(new Prompting(known.name() + " ", clause.predicate(), clause.start(), 0));
      }
    }
    return promptings;
  }

  private static List<WrittenProbe> candidates(Prompting prompting, String text) {
    List<WrittenProbe> candidates = new ArrayList<>();
    for (Gap gap : Gap.of(prompting.rest(), prompting.from())) {
      String prompt =
          prompting.named() + prompting.rest().substring(0, gap.start()).stripTrailing();
      int start = prompting.start() + gap.start();
      if (isSound(prompt, gap.span()) && !said(text, gap.span(), start)) {
        candidates.add(
            new WrittenProbe(Question.Form.CLOZE, gap.kind(), prompt, gap.span(), start));
      }
    }
    return candidates;
  }

  /** Long enough to know what is asked for, whole, and holding no word of the answer. */
  private static boolean isSound(String prompt, String answer) {
    if (answer.length() > LONGEST_ANSWER
        || prompt.split("\\s+").length < FEWEST_PROMPT_WORDS
        || !NAMES_SOMETHING.matcher(prompt + " ").matches()) {
      return false;
    }
    if (count(prompt, '(') != count(prompt, ')') && !prompt.endsWith("(born")) {
      return false;
    }
    if (count(prompt, '"') % 2 != 0
        || count(prompt, '\u201c') != count(prompt, '\u201d')
        || prompt.contains("[")
        || prompt.endsWith(" No.")
        || HALF_A_NAME.matcher(prompt).matches()
        || ADJECTIVE.matcher(answer).matches()) {
      return false;
    }
    Set<String> said = words(prompt);
    Set<String> asked = words(answer);
    asked.removeIf(word -> word.equals("the") || word.equals("of"));
    return !asked.isEmpty() && asked.stream().noneMatch(word -> isGivenAway(word, said));
  }

  private static boolean isGivenAway(String word, Set<String> said) {
    if (said.contains(word)) {
      return true;
    }
    boolean letters = Character.isLetter(word.charAt(0)) && word.length() >= STEM;
    return letters && said.stream().anyMatch(other -> other.regionMatches(0, word, 0, STEM));
  }

  /** Whether the text has these words before an index. */
  private static boolean said(String text, String words, int before) {
    for (int at = text.indexOf(words); at >= 0 && at < before; at = text.indexOf(words, at + 1)) {
      int end = at + words.length();
      if ((at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
          && !Character.isLetterOrDigit(text.charAt(end))) {
        return true;
      }
    }
    return false;
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
