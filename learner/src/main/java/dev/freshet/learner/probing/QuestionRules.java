package dev.freshet.learner.probing;

import static dev.freshet.learner.probing.Forms.DATE;
import static dev.freshet.learner.probing.Forms.DAY;
import static dev.freshet.learner.probing.Forms.DEMONYM;
import static dev.freshet.learner.probing.Forms.MEASURE;
import static dev.freshet.learner.probing.Forms.MONTH;
import static dev.freshet.learner.probing.Forms.NAME;
import static dev.freshet.learner.probing.Forms.NAMES;
import static dev.freshet.learner.probing.Forms.NUMBER;
import static dev.freshet.learner.probing.Forms.PLACE;
import static dev.freshet.learner.probing.Phrases.BEHIND_A_KIND;
import static dev.freshet.learner.probing.Phrases.END;
import static dev.freshet.learner.probing.Phrases.IS_A;
import static dev.freshet.learner.probing.Phrases.NOT_A_SPORT;
import static dev.freshet.learner.probing.Phrases.NOT_DONE;
import static dev.freshet.learner.probing.Phrases.NOWHERE;
import static dev.freshet.learner.probing.Phrases.NO_KIND;
import static dev.freshet.learner.probing.Phrases.NO_PLACE;
import static dev.freshet.learner.probing.Phrases.PAST_VERBS;
import static dev.freshet.learner.probing.Phrases.SAME_THING;
import static dev.freshet.learner.probing.Phrases.WHOLE_KIND;

import java.util.List;

/** The table of question templates: what a sentence's form allows to ask. */
final class QuestionRules {
  private QuestionRules() {}

  static final List<QuestionRule> ALL =
      List.of(
          // what it is
          QuestionRule.ofOpening(
              "occupation",
              QuestionRule.About.PERSON,
              IS_A
                  + "(?:[a-z-]+ )?(?:retired |former |professional )*"
                  + DEMONYM
                  + "(?:-(?:born|American))?"
                  + NOT_A_SPORT
                  + " (?:former |retired |professional )?(?<answer>[a-z-]+(?: [a-z-]+){0,2}?(?:(?:, [a-z-]+(?: [a-z-]+)?){0,3},? and [a-z-]+(?: [a-z-]+)?)?)(?= (?:who|from|in|of|for|best|known|born|whose|with|on|at|that)\\b|[,.;(])(?<! best|-known| one| aired|programme| show| series)",
              "What {was} {s}'s occupation?"),
          QuestionRule.ofOpening(
              "nationality",
              QuestionRule.About.PERSON,
              IS_A + "(?:[a-z-]+ )*?(?<answer>" + DEMONYM + ")\\b" + NOT_A_SPORT,
              "What nationality {was} {s}?"),
          QuestionRule.ofOpening(
              "kind",
              QuestionRule.About.THING,
              IS_A
                  + NO_KIND
                  + "(?<answer>(?>(?:(?:species|genus|family|type|kind|form|breed|style|series|subfamily|suborder) of )?[\\p{L}\\p{Nd}'\u2019-]+(?: [\\p{L}\\p{Nd}'\u2019-]+){0,4}?(?= (?:"
                  + BEHIND_A_KIND
                  + ")\\b(?!-)|\\.(?!\\d)|[;(]|$|, (?:(?:which|who|that|where|located|situated|based|in|on|and)\\b|\\p{Lu}))))"
                  + WHOLE_KIND,
              "What {was} {s}?"),
          // where
          QuestionRule.of(
              "where",
              QuestionRule.About.THING,
              IS_A
                  + NOWHERE
                  + "[\\p{L}' -]{3,60}? (?:located |situated )?"
                  + NOT_DONE
                  + "in "
                  + NO_PLACE
                  + "(?<answer>"
                  + PLACE
                  + ")"
                  + END,
              "Where {was} {s}?"),
          QuestionRule.of(
              "located",
              QuestionRule.About.THING,
              "^(?:is|was|are|were) (?:[a-z]+ly )?(?:located|situated) (?:in|at|on|near) (?<answer>(?:\\d+ )?"
                  + PLACE
                  + ")"
                  + END,
              "Where {was} {s} located?"),
          QuestionRule.of(
              "county",
              QuestionRule.About.THING,
              IS_A
                  + "[\\p{L}' -]{3,60}? in (?<answer>\\p{Lu}\\p{L}+(?: \\p{Lu}\\p{L}+){0,2} County)\\b",
              "Which county {was} {s} in?"),
          QuestionRule.of(
              "based",
              QuestionRule.About.THING,
              "^(?:"
                  + "(?:is|was) (?:an?|the) "
                  + SAME_THING
                  + ",? ?)?(?:(?:is|was) )?(?<verb>based|headquartered) in (?<answer>"
                  + PLACE
                  + ")"
                  + END,
              "Where {was} {s} {verb}?"),
          // by whom
          QuestionRule.of(
              "maker",
              QuestionRule.About.THING,
              "^(?:is|was|are|were) (?:(?:an?|the) "
                  + SAME_THING
                  + " )?(?:[a-z]+ly |first )?(?<verb>"
                  + Makers.PARTICIPLES
                  + ")"
                  + " by (?:(?:the )?(?:"
                  + DEMONYM
                  + " )?(?:[a-z-]+ ){0,3})?(?<answer>(?>"
                  + NAMES
                  + "))(?! (?:[a-z-]+ )?(?:band|group|duo|trio|singer|rapper)\\b)(?! [a-z-]+ "
                  + NAME
                  + ")",
              "Who {maker} {s}?"),
          QuestionRule.of(
              "performer",
              QuestionRule.About.THING,
              IS_A
                  + "(?:[\\p{L}\\p{Nd}-]+ ){0,5}?(?<verb>album|EP|single|song|mixtape|novel|book|painting|opera|poem|play|film) (?:written |recorded |sung |released )?by (?:(?:the )?(?:"
                  + DEMONYM
                  + " )?(?:[a-z-]+ ){0,5})?(?<answer>(?>"
                  + NAMES
                  + "))(?! (?:[a-z-]+ )?(?:band|group|duo|trio|singer|rapper)\\b)(?! [a-z-]+ "
                  + NAME
                  + ")",
              "Whose {verb} {was} {s}?"),
          QuestionRule.of(
              "starring",
              QuestionRule.About.THING,
              "^(?:is|was) (?:an?|the) [^.;]{3,140}?(?:, |and )?(?:starring|stars) (?<answer>"
                  + NAMES
                  + ")",
              "Who starred in {s}?"),
          QuestionRule.of(
              "stars",
              QuestionRule.About.THING,
              "^(?:stars|starred) (?<answer>" + NAMES + ")",
              "Who starred in {s}?"),
          // when
          QuestionRule.of(
              "when",
              QuestionRule.About.THING,
              "^(?:was|were) (?:[a-z]+ly |first )?(?<verb>"
                  + PAST_VERBS
                  + ")\\b(?! (?:as|to)\\b)(?!(?: \\p{Ll}+){0,3} in (?!"
                  + MONTH
                  + ")\\p{Lu})"
                  + SAME_THING
                  + " (?:in|on) (?<answer>"
                  + DATE
                  + ")",
              "When was {s} {verb}?"),
          QuestionRule.of(
              "appointed",
              QuestionRule.About.PERSON,
              "^was (?:[a-z]+ly |first )?(?<verb>elected|appointed|ordained|consecrated|knighted)\\b(?! (?:as|to)\\b)"
                  + SAME_THING
                  + " (?:in|on) (?<answer>"
                  + DATE
                  + ")",
              "When was {s} {verb}?"),
          QuestionRule.of(
              "when-opening",
              QuestionRule.About.THING,
              IS_A
                  + "(?:(?!\\b(?:in|at|of|for|about|a|an|the|to)\\b)[^,.;()]){3,60}? (?<verb>founded|established|built|released|published|created|formed|launched|opened) (?:in|on) (?<answer>"
                  + DATE
                  + ")",
              "When was {s} {verb}?"),
          QuestionRule.of(
              "register",
              QuestionRule.About.THING,
              "^(?:[a-z]+ )*?(?:was|were) (?:listed on|added to|placed on) the National Register of Historic Places (?:in|on) (?<answer>"
                  + DATE
                  + ")",
              "When was {s} added to the National Register of Historic Places?"),
          QuestionRule.of(
              "premiere",
              QuestionRule.About.THING,
              "^(?<verb>premiered|debuted|aired|opened|closed|ended|began)\\b"
                  + SAME_THING
                  + " on (?<answer>"
                  + DAY
                  + ")",
              "On what date did {s} {verb}?"),
          QuestionRule.of(
              "death-day",
              QuestionRule.About.PERSON,
              "^died\\b" + SAME_THING + " (?:on|in) (?<answer>" + DATE + ")",
              "When did {s} die?"),
          QuestionRule.of(
              "death-place",
              QuestionRule.About.PERSON,
              "^died (?:(?:on|in) "
                  + DATE
                  + " )?(?:in|at) (?<answer>(?!"
                  + DATE
                  + ")"
                  + PLACE
                  + ")"
                  + END,
              "Where did {s} die?"),
          QuestionRule.of(
              "birth-place",
              QuestionRule.About.PERSON,
              "^was (?:born|raised) (?:(?:on|in) "
                  + DATE
                  + ",? )?(?:in|at|near) (?<answer>(?!"
                  + DATE
                  + ")"
                  + PLACE
                  + ")"
                  + END,
              "Where was {s} born?"),
          QuestionRule.of(
              "birth-day",
              QuestionRule.About.PERSON,
              "^was born " + SAME_THING + "(?:on|in) (?<answer>" + DATE + ")",
              "When was {s} born?"),
          // doings of persons
          QuestionRule.of(
              "position",
              QuestionRule.About.PERSON,
              "(?:who|and|He|She)? ?\\bplay(?:s|ed) (?:[a-z]+ )?as an? (?<answer>[a-z-]+(?: [a-z-]+)?)"
                  + END,
              "What position {did} {s} play?"),
          QuestionRule.of(
              "club",
              QuestionRule.About.PERSON,
              "^(?:is|was) an? [^.;]{3,100}? who (?:currently |last )?plays (?:as an? [a-z -]+ )?for (?:the )?(?:"
                  + DEMONYM
                  + " )?(?:[a-z-]+ ){0,3}(?<answer>"
                  + NAME
                  + ")"
                  + END,
              "Which club does {s} play for?"),
          QuestionRule.of(
              "represented",
              QuestionRule.About.PERSON,
              "^(?:has )?(?:represented|competed for) (?<answer>" + PLACE + ") (?:at|in)",
              "Which country did {s} represent?"),
          QuestionRule.of(
              "competed",
              QuestionRule.About.ANY,
              "^competed in (?:the )?(?<answer>[a-z\\p{Nd}][\\p{L}\\p{Nd}'\u2019, +-]{3,50}?) at the (?<verb>\\d{4} [\\p{L} ]+?(?:Olympics|Games|Championships))",
              "Which event did {s} compete in at the {verb}?"),
          QuestionRule.of(
              "studied",
              QuestionRule.About.PERSON,
              "^(?:graduated from|was educated at|attended(?=[^,.;]{0,60}\\b(?:University|College|School|Academy|Institute|Conservatory))|studied at|earned [^,.;]{3,40} from|received [^,.;]{3,40} from) (?<answer>(?:the )?"
                  + NAME
                  + ")",
              "Where did {s} study?"),
          QuestionRule.of(
              "served",
              QuestionRule.About.PERSON,
              "^served as (?:an? |the )?(?<verb>[^,.;()]{3,70}?) (?<answer>from "
                  + DATE
                  + " (?:to|until) "
                  + DATE
                  + ")",
              "When did {s} serve as {verb}?"),
          QuestionRule.of(
              "married",
              QuestionRule.About.PERSON,
              "^(?:is married to|was married to|married) (?:(?:"
                  + DEMONYM
                  + " )?(?:[a-z-]+ ){0,4})?(?<answer>"
                  + NAME
                  + ")",
              "Who did {s} marry?"),
          QuestionRule.of(
              "known-for",
              QuestionRule.About.PERSON,
              "(?:best |mainly |mostly |chiefly )known for (?:(?:his|her) (?:role|work|performance|portrayal)s? (?:as|in|on|of) )?(?<answer>(?:the )?"
                  + NAME
                  + ")"
                  + END,
              "What {was} {s} best known for?"),
          QuestionRule.of(
              "won",
              QuestionRule.About.ANY,
              "^(?:has )?won (?<answer>(?:the|an?) [^,.;()]{3,60}?) in (?<verb>\\d{4})\\b(?![-\u2013/])",
              "What did {s} win in {verb}?"),
          // measures and classes of things
          QuestionRule.of(
              "population",
              QuestionRule.About.THING,
              "\\b(?:had|has|have|with)(?: an estimated)? a? ?(?:total )?population of (?:about |around |approximately |over |nearly )?(?<answer>"
                  + NUMBER
                  + ")",
              "What {was} the population of {s}?"),
          QuestionRule.of(
              "population-was",
              QuestionRule.About.THING,
              "^(?:Its|The) population (?:was|is) (?<answer>" + NUMBER + ")",
              "What is the population of {s}?"),
          QuestionRule.of(
              "measure",
              QuestionRule.About.THING,
              "\\b(?:has|have|had|with|reaches|at) (?:an?|its) (?:total |maximum |average |surface )?(?<verb>elevation|height|length|area|depth|width|capacity|wingspan) of (?:about |around |approximately )?(?<answer>"
                  + MEASURE
                  + ")",
              "What {was} the {verb} of {s}?"),
          QuestionRule.of(
              "family",
              QuestionRule.About.THING,
              "\\b(?:species|genus|plant|moth|beetle|fish|bird|tree|shrub|fly|snail|frog|lizard)\\b"
                  + SAME_THING
                  + " in the (?<verb>family|genus|subfamily|order) (?<answer>\\p{Lu}\\p{L}+)",
              "Which {verb} does {s} belong to?"),
          QuestionRule.of(
              "family-of",
              QuestionRule.About.THING,
              IS_A
                  + "(?:genus|species) of [\\p{L} -]{2,40}? (?:of|in|belonging to) the (?:[a-z]+ )?(?<verb>family|genus|subfamily|order) (?<answer>\\p{Lu}\\p{L}+)",
              "Which {verb} does {s} belong to?"),
          QuestionRule.of(
              "endemic",
              QuestionRule.About.THING,
              "\\b(?<verb>endemic|native) to (?<answer>(?:(?:southern|northern|eastern|western|central|south-eastern|southeastern|south-western|southwestern) )?"
                  + PLACE
                  + ")"
                  + END,
              "Where {was} {s} {verb} to?"),
          QuestionRule.of(
              "found",
              QuestionRule.About.THING,
              "^(?:is|are) found in (?<answer>"
                  + NAME
                  + "(?:, "
                  + NAME
                  + "){0,6}(?:,? and "
                  + NAME
                  + ")?)"
                  + END,
              "Where {was} {s} found?"),
          QuestionRule.of(
              "named-after",
              QuestionRule.About.ANY,
              "\\b(?:is|was) named (?:after|for|in hono[u]?r of) (?:(?:the )?(?:"
                  + DEMONYM
                  + " )?(?:[a-z-]+ ){0,3})?(?<answer>"
                  + NAME
                  + ")"
                  + END,
              "After whom or what {was} {s} named?"),
          QuestionRule.of(
              "part-of",
              QuestionRule.About.THING,
              "^(?:is|was) (?:a )?part of (?<answer>(?:the )?" + NAME + ")(?=[.;]| in\\b|$)",
              "What {was} {s} part of?"),
          QuestionRule.of(
              "capital",
              QuestionRule.About.THING,
              "^(?:is|was) the (?:[a-z]+ )?(?<verb>capital|largest city|seat) (?:city )?of (?<answer>"
                  + PLACE
                  + ")"
                  + END,
              "Of which place {was} {s} the {verb}?"));
}
