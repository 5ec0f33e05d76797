package dev.freshet.learner.probing;

import dev.freshet.learner.scoring.Question;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes questions from texts that begin by saying what they are about, as encyclopedias do, by a
 * table of templates. A text of another form gives none.
 */
public final class QuestionWriter {
  private static final int LONGEST_ANSWER = 80;
  private static final Pattern BORN =
      Pattern.compile(
          "\\b(?:born|b\\.)(?: on)? (?<day>"
              + Forms.DATE
              + ")(?:,? (?:in|at) (?<place>"
              + Forms.PLACE
              + "))?");

  /** The owner of an answer, or where it is from, in its place; or what is torn apart. */
  private static final Pattern PARTIAL =
      Pattern.compile(
          "['\u2019]s$|-based$| ' | (?:for|on) the |^" + Forms.DEMONYM + "(?:-\\p{Lu}\\p{L}+)?$");

  /** A word of a name, by which a question gives away where or whose something is. */
  private static final Pattern NAME_WORD = Pattern.compile("\\p{Lu}\\p{L}{2,}");

  /** The questions of a text, in the order of their rules; no two ask the same. */
  public List<WrittenProbe> write(String text) {
    List<Sentence> sentences = Sentence.of(text);
    Optional<Subject> subject = Subject.of(sentences);
    if (subject.isEmpty()) {
      return List.of();
    }
    List<WrittenProbe> probes = new ArrayList<>(life(subject.get()));
    for (QuestionRule rule : QuestionRules.ALL) {
      for (Clause clause : subject.get().clauses()) {
        rule.ask(subject.get(), clause).ifPresent(probes::add);
      }
    }
    return sound(probes, subject.get());
  }

  /** Birth and death from the brackets behind a person's name. */
  private static List<WrittenProbe> life(Subject subject) {
    List<WrittenProbe> probes = new ArrayList<>();
    Clause opening = subject.clauses().get(0);
    if (!subject.person()) {
      return probes;
    }
    String name = subject.inQuestion();
    Optional<LifeSpan> span = LifeSpan.in(opening.aside());
    int at = opening.asideStart();
    if (span.isPresent()) {
      LifeSpan life = span.get();
      probes.add(
          question("born", "When was " + name + " born?", life.born(), at + life.bornStart()));
      probes.add(
          question("died", "When did " + name + " die?", life.died(), at + life.diedStart()));
    }
    Matcher born = BORN.matcher(opening.aside());
    if (born.find()) {
      probes.add(
          question(
              "born", "When was " + name + " born?", born.group("day"), at + born.start("day")));
      if (born.group("place") != null) {
        probes.add(
            question(
                "born-in",
                "Where was " + name + " born?",
                born.group("place"),
                at + born.start("place")));
      }
    }
    return probes;
  }

  private static WrittenProbe question(String rule, String question, String answer, int start) {
    return new WrittenProbe(Question.Form.QUESTION, rule, question, answer, start);
  }

  /** Without questions asked before, answers given away, and answers too long to be one. */
  private static List<WrittenProbe> sound(List<WrittenProbe> probes, Subject subject) {
    Set<String> asked = new HashSet<>();
    List<WrittenProbe> sound = new ArrayList<>();
    for (WrittenProbe probe : probes) {
      String answer = probe.answer().toLowerCase(Locale.ROOT);
      boolean partial =
          !probe.rule().equals("nationality") && PARTIAL.matcher(probe.answer()).find();
      boolean givenAway =
          probe.prompt().toLowerCase(Locale.ROOT).contains(answer)
              || answer.contains(subject.name().toLowerCase(Locale.ROOT))
              || namesOf(probe.prompt()).stream().anyMatch(namesOf(probe.answer())::contains);
      if (!givenAway
          && !partial
          && answer.length() <= LONGEST_ANSWER
          && asked.add(probe.prompt())) {
        sound.add(probe);
      }
    }
    return sound;
  }

  private static Set<String> namesOf(String text) {
    Set<String> names = new HashSet<>();
    Matcher word = NAME_WORD.matcher(text);
    while (word.find()) {
      names.add(word.group());
    }
    names.remove("The");
    return names;
  }
}
