package dev.freshet.learner.weighting;

/** The documentation of all weightings, generated from their descriptions. */
public final class WeightingsReference {
  private static final String HEAD =
      """
      # Token weightings

      Generated from the weightings in `learner/`; a test holds the two together. To write it again \
      after a change:

          mvn -pl learner -am test -Dtest=WeightingsReferenceTest -Dfreshet.regenerate=true \
      -Dsurefire.failIfNoSpecifiedTests=false

      `adapter.weighting` takes a name, or the directory of a weighting that was learned with \
      `freshet meta-train` (`config.json`, `weighting.safetensors`). Networks by name, and the step \
      sizes of `NAME+steps`, are read from a directory of that name beside the model's. A step on a \
      document of N target tokens descends `(1/N) sum_t w_t l_t`; the first token is not a target.

      - A document of one token is skipped, and so is one whose weights are all 0.
      - Weights that are NaN, infinite or below 0 reject the document; the model stays as it was.
      - Where the network's context or the model's is shorter than the document, it is read in \
      windows, each beginning with the last token of the one before. A weighting that asks for the \
      model's losses or states then costs a forward pass more.
      - A network made for another tokenizer is refused, unless its own tokenizer.json lies beside \
      it: then its weights are carried over by characters (not `camels-head`, which reads the \
      model's states).

      | name | weight of a token | reads besides the text | source |
      |---|---|---|---|
      """;

  private WeightingsReference() {}

  /** The page docs/reference/weightings.md. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    for (WeightingDescription row : TokenWeightings.descriptions()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(row.name(), row.weight(), row.reads(), row.source()));
    }
    return page.toString();
  }
}
