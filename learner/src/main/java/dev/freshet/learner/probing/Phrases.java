package dev.freshet.learner.probing;

/** What the patterns of the question templates share: what a phrase is, and where it ends. */
final class Phrases {
  private Phrases() {}

  /** What follows an answer that is whole. */
  static final String END =
      "(?! and (?:the )?\\p{Lu})(?= (?:and|in|on|at|from|who|that|which|with|for|by|as|near|to|during|until|after|before|when|where|was|is|through)\\b|[,.;:)(]|$)";

  /** What is done once, on a day. */
  static final String PAST_VERBS =
      "founded|established|built|constructed|completed|opened|launched|released|published|created|formed"
          + "|incorporated|discovered|introduced|designed|invented|developed|signed|commissioned|dissolved"
          + "|demolished|destroyed|abolished|disbanded|closed|merged|organized|organised|inaugurated"
          + "|erected|settled|premiered|broadcast|recorded|listed";

  /** Words of a noun phrase that say nothing of a second thing. */
  static final String SAME_THING =
      "(?:(?!\\b(?:a|an|the|his|her|their|its|that|which|who|where|whose)\\b)[^,.;()]){0,70}?";

  /** "American football" does not say where a player is from. */
  static final String NOT_A_SPORT = "(?! (?:football|rules|Football|Sign)\\b|/|-)";

  /** Words that end the names of what lies in no place. */
  static final String NO_PLACE =
      "(?!the U\\.S|[^,.;]*\\b(?:League|Division|Conference|Program|Programme|Series|Cup|Championships?|Olympics|Games|Association"
          + "|Army|Navy|Corps|Church|Register|System|Party|Parliament|Assembly|Senate|Congress|Union|Group|Network|War"
          + "|Bible|Season|Peerage|Federation|Fraternity|Tour|Trilogy|Saga|Universe|January|February|March|April|May|June|July|August"
          + "|September|October|November|December)\\b)";

  private static final String NOUNS_LIKE_PARTICIPLES =
      "family|assembly|butterfly|building|king|wing|string|ring|crossing|landing|painting|recording|drawing"
          + "|meeting|clothing|breed|seed|bed";

  /** What ends the naming of a kind: a preposition, a participle, an adverb. */
  static final String BEHIND_A_KIND =
      "in|at|on|from|that|which|who|whose|where|when|situated|by|for|with|within|over|under|across|along"
          + "|during|through|about|between|near|off|outside|after|before|into|as|since|to|native|located|used|based"
          + "|built|born|set|sung|held|made|run|known|found|spoken|written|broadcast|said"
          + "|thought|seen|taken|given|grown|drawn|sold|led|won|shot|(?!"
          + NOUNS_LIKE_PARTICIPLES
          + ")\\p{Ll}+(?:ed|ing|ly)"
          + "(?= (?:in|at|on|by|for|to|from|as|with|of|under|throughout|a|an|the|\\p{Ll}+ed)\\b)";

  /** "a genre developed in" does not say where it is, as "a firm based in" does. */
  static final String NOT_DONE = "(?<!\\b(?!located |situated |based )\\p{Ll}{1,12}(?:ed|en|ing) )";

  /** Kinds of what is in no place, though it may be of one. */
  static final String NOWHERE =
      "(?![^,.;]{0,60}\\b(?:film|series|character|novel|song|album|single|genre|language|title|franchise|event"
          + "|tournament|competition|season|game|match|award|sport|party|species|genus|status)\\b|[^,.;]{0,60}\\b(?:for|from|to|with) (?:an?|the)\\b)";

  /** The beginning of a predicate that says what something is. */
  static final String IS_A = "^(?:is|was|are|were) (?:an?|the) ";

  /** How predicates begin that name no kind. */
  static final String NO_KIND =
      "(?!(?:last|first|second|third|fourth|fifth|sixth|[\\p{L}\\p{Nd}]+th|[\\p{L}]+['\u2019]s|only|same|name|title|one|most|largest|smallest|main|official|former|home) |(?:term|word|name|phrase|part|member|section|list|pair|number)\\b)";

  /** The end of a kind's name that is whole. */
  static final String WHOLE_KIND =
      "(?<!-based|-owned| of| and| often| currently| usually| mainly| then| also|(?<!e)ed|\\b(?:small|large|private|public|early|new|old|major|minor|popular|historic|modern|independent)|\\d|\\d(?:st|nd|rd|th)|\\b(?:term|word|name|phrase|part|member|section|type|form|kind|list|pair|number))";
}
