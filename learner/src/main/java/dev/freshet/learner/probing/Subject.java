package dev.freshet.learner.probing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text is about, as its first sentence names it: "Liu Xiang (born 1983) is a hurdler".
 *
 * @param name as it stands at the beginning of the text
 * @param person whether it is somebody
 * @param past whether it is said to have been
 * @param plural whether they are several
 * @param clauses what the sentences that begin with it say about it, the opening first
 */
record Subject(String name, boolean person, boolean past, boolean plural, List<Clause> clauses) {
  private static final int LONGEST_NAME_WORDS = 9;

  private static final Pattern OPENING =
      Pattern.compile(
          "^(?<name>(?:(?:The|A|An) )?[\\p{Lu}\\p{Nd}\"'\u201c][^(),;:]*?)"
              + "(?: ?\\((?<aside>[^()]*(?:\\([^()]*\\)[^()]*)*)\\))?,? "
              + "(?:(?:also|better|formerly|commonly|or|nicknamed|originally|known)\\b[^,.;]{0,80}, )?"
              + "(?<verb>is|was|are|were) (?=(?<what>(?:an?|the|one of) [^.;]+))");
  private static final Pattern FINITE_VERB =
      Pattern.compile(
          ".*\\b(?:is|was|are|were|has|had|when|where|which)\\b.*|.*\\b(?:there|it|he|she|they|this|who|that)");

  /** Marks of pronunciation and of notes. */
  private static final Pattern NO_NAME = Pattern.compile("[/\\[\\]{}<>|]");

  /** What is had by one person after another, and what is told, of people too. */
  private static final Pattern NOBODY =
      Pattern.compile(
          "(?:an?|the) (?:\\p{Ll}+ )*(?:title|peerage|surname|name|office|position)\\b"
              + "|(?:an?|the) [^,.;()]{0,60}?\\b(?:film|series|sitcom|show|programme|program|novel|album|song|game"
              + "|drama|comedy|band|club|team|company|play|book)(?= (?:of|that|which|created|based|in|by|on|for"
              + "|from|produced|written|directed|starring|set|about|aired)\\b|[,.;]|$)");

  private static final Pattern ARTICLE = Pattern.compile("^(?:The (?=.)|An? (?=\\p{Ll}))");
  private static final Pattern QUOTES = Pattern.compile("^[\"\u201c']|[\"\u201d']$");

  /** The last word of what something is said to be: "house" in "a historic house in Arkansas". */
  private static final Pattern HEAD =
      Pattern.compile(
          "^(?:[\\p{L}\\p{Nd}'\u2019-]+ ){1,7}?(?<head>\\p{Ll}[\\p{L}-]+)(?= (?:in|of|at|on|from|who|that"
              + "|which|located|situated|by|for|with|and|based|built|founded|established|directed|written"
              + "|released|near|designed|set|starring|to)\\b|[,.;(]|$)");

  /** The subject of a text, if its first sentence says what it is. */
  static Optional<Subject> of(List<Sentence> sentences) {
    if (sentences.isEmpty()) {
      return Optional.empty();
    }
    Sentence first = sentences.get(0);
    Matcher opening = OPENING.matcher(first.text());
    if (!opening.find()) {
      return Optional.empty();
    }
    String name = QUOTES.matcher(opening.group("name")).replaceAll("").strip();
    if (name.split(" ").length > LONGEST_NAME_WORDS
        || FINITE_VERB.matcher(name).matches()
        || NO_NAME.matcher(name).find()
        || name.matches("(?:This|That|These|There|It|He|She|They|Here|Both|Each)\\b(?!').*")) {
      return Optional.empty();
    }
    String aside = opening.group("aside") == null ? "" : opening.group("aside");
    boolean singular = opening.group("verb").matches("is|was");
    boolean person =
        singular
            && !name.startsWith("The ")
            && !NOBODY.matcher(opening.group("what")).lookingAt()
            && (aside.matches(".*\\bborn\\b.*")
                || LifeSpan.in(aside).isPresent()
                || opening
                    .group("what")
                    .matches("[^,]{0,80} who (?:is|was|has|had|\\p{Ll}+s|\\p{Ll}+ed)\\b.*")
                || sentences.stream().anyMatch(s -> s.text().matches("(?:He|She) .*")));
    List<Clause> clauses = new ArrayList<>();
    clauses.add(
        new Clause(
            first.text().substring(opening.start("verb")),
            first.start() + opening.start("verb"),
            aside,
            aside.isEmpty() ? 0 : first.start() + opening.start("aside")));
    Pattern mention = mention(name, person, opening.group("what"));
    for (Sentence sentence : sentences.subList(1, sentences.size())) {
      Matcher mentioned = mention.matcher(sentence.text());
      if (mentioned.lookingAt()) {
        String predicate = sentence.text().substring(mentioned.end());
        clauses.add(new Clause(predicate, sentence.start() + mentioned.end(), "", 0));
      }
    }
    return Optional.of(
        new Subject(name, person, opening.group("verb").matches("was|were"), !singular, clauses));
  }

  /** The name inside a question: "the Chilton Post Office", "a hurdle race", "A Day in May". */
  String inQuestion() {
    return ARTICLE.matcher(name).find()
        ? Character.toLowerCase(name.charAt(0)) + name.substring(1)
        : name;
  }

  /** How later sentences begin that speak of the same: the name, a pronoun, "The house". */
  private static Pattern mention(String name, boolean person, String what) {
    StringBuilder ways = new StringBuilder(Pattern.quote(name));
    if (person) {
      ways.append("|He|She|").append(Pattern.quote(lastName(name)));
    } else {
      ways.append("|It");
      Matcher head = HEAD.matcher(what);
      if (head.find()) {
        ways.append("|(?:The|This) ").append(Pattern.quote(head.group("head")));
      }
    }
    return Pattern.compile(
        "(?:"
            + ways
            + ")(?: (?:also|later|then|currently))? (?=\\p{Ll})(?!(?:of|and|or|in|at|from|for|on|with|by|near)\\b)");
  }

  private static String lastName(String name) {
    String bare = name.replaceFirst(",? (?:Jr|Sr)\\.?$|, .*$| (?:I{1,3}|IV|VI{0,3})$", "");
    return bare.substring(bare.lastIndexOf(' ') + 1);
  }
}
