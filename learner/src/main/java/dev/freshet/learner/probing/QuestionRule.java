package dev.freshet.learner.probing;

import dev.freshet.learner.scoring.Question;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One template: a form of sentence, and the question that its answer stands in.
 *
 * @param pattern searched in the predicate; its group {@code answer} is the answer
 * @param openingOnly whether it is asked of the first sentence alone
 * @param question {@code {s}} is the subject, {@code {was}} and {@code {did}} its auxiliaries,
 *     {@code {verb}} what the group of that name holds
 */
record QuestionRule(
    String name, About about, boolean openingOnly, Pattern pattern, String question) {
  /** What a template can be asked of. */
  enum About {
    PERSON,
    THING,
    ANY
  }

  private static final Map<String, String> INFINITIVES =
      Map.of(
          "premiered", "premiere",
          "debuted", "debut",
          "aired", "air",
          "opened", "open",
          "closed", "close",
          "ended", "end",
          "began", "begin");

  static QuestionRule of(String name, About about, String pattern, String question) {
    return new QuestionRule(name, about, false, Pattern.compile(pattern), question);
  }

  /** A template for the sentence that says what the text is about. */
  static QuestionRule ofOpening(String name, About about, String pattern, String question) {
    return new QuestionRule(name, about, true, Pattern.compile(pattern), question);
  }

  /** The question on one clause, if it has this form. */
  Optional<WrittenProbe> ask(Subject subject, Clause clause) {
    if (openingOnly && !clause.equals(subject.clauses().get(0))) {
      return Optional.empty();
    }
    if ((about == About.PERSON && !subject.person())
        || (about == About.THING && subject.person())) {
      return Optional.empty();
    }
    Matcher found = pattern.matcher(clause.predicate());
    if (!found.find()) {
      return Optional.empty();
    }
    String answer = found.group("answer");
    int end = found.end("answer");
    boolean whole =
        end == clause.predicate().length()
            || !Character.isLetterOrDigit(clause.predicate().charAt(end));
    if (!whole || Gap.isCut(answer)) {
      return Optional.empty();
    }
    return Optional.of(
        new WrittenProbe(
            Question.Form.QUESTION,
            name,
            worded(subject, found),
            answer,
            clause.start() + found.start("answer")));
  }

  private String worded(Subject subject, Matcher found) {
    String worded =
        question
            .replace("{was}", subject.past() ? "was" : "is")
            .replace("{did}", subject.past() ? "did" : "does");
    if (subject.plural()) {
      worded =
          worded
              .replace(" is {s}", " are {s}")
              .replace(" was {s}", " were {s}")
              .replace("does {s}", "do {s}");
    }
    if (worded.contains("{verb}")) {
      String verb = found.group("verb");
      boolean infinitive = question.contains(" did {s} {verb}");
      worded = worded.replace("{verb}", infinitive ? INFINITIVES.getOrDefault(verb, verb) : verb);
    }
    if (worded.contains("{maker}")) {
      worded = worded.replace("{maker}", Makers.verb(found.group("verb")));
    }
    return worded.replace("{s}", subject.inQuestion());
  }
}
