package dev.freshet.learner.probing;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The days of birth and death that stand in brackets behind a name: "(28 October 1840 - 15 January
 * 1913)". Two dates of one century or so: events and reigns are shorter or have no days.
 *
 * @param bornStart where the first begins in the brackets' text
 * @param diedStart where the second does
 */
record LifeSpan(String born, int bornStart, String died, int diedStart) {
  private static final Pattern SPAN =
      Pattern.compile(
          "(?<born>"
              + Forms.DAY
              + ")(?:[, ]+in [^-\u2013\u2014;]{2,60}|, [\\p{L} ,.]{2,60})? ?[-\u2013\u2014] ?(?<died>"
              + Forms.DAY
              + ")");
  private static final Pattern YEAR = Pattern.compile("\\d{3,4}(?!.*\\d{3})");

  static Optional<LifeSpan> in(String aside) {
    Matcher span = SPAN.matcher(aside);
    if (!span.find()) {
      return Optional.empty();
    }
    int years = year(span.group("died")) - year(span.group("born"));
    return years < 14 || years > 112
        ? Optional.empty()
        : Optional.of(
            new LifeSpan(
                span.group("born"), span.start("born"), span.group("died"), span.start("died")));
  }

  private static int year(String date) {
    Matcher year = YEAR.matcher(date);
    return year.find() ? Integer.parseInt(year.group()) : 0;
  }
}
