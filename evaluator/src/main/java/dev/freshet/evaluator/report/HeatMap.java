package dev.freshet.evaluator.report;

import java.util.Locale;

/**
 * A text whose tokens have weights, as HTML: a darker ground is a larger weight.
 *
 * @param starts of each weighed token, ascending, in UTF-16 units
 * @param ends of each
 */
@SuppressWarnings("ArrayRecordComponent") // made to be shown, never compared
public record HeatMap(String name, String text, int[] starts, int[] ends, float[] weights) {
  /** Shades, from none to the heaviest. */
  public static final int LEVELS = 10;

  /** The style sheet's lines for the shades; the page defines {@code --heat}. */
  public static String style() {
    StringBuilder css = new StringBuilder();
    css.append(".text { white-space: pre-wrap; margin: 0; }\n");
    css.append(".text span, .scale span { border-radius: .2em; }\n");
    css.append(".scale { font-size: .8125rem; margin: 0 0 .5rem; }\n");
    css.append(".scale span { padding: 0 .4em; }\n");
    for (int level = 1; level < LEVELS; level++) {
      css.append(
          String.format(
              Locale.ROOT, ".w%d { background: rgb(var(--heat) / %.2f); }\n", level, 0.07 * level));
    }
    return css.toString();
  }

  public double mean() {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum / Math.max(1, weights.length);
  }

  public float most() {
    float most = 0;
    for (float weight : weights) {
      most = Math.max(most, weight);
    }
    return most;
  }

  /** 0 to {@link #LEVELS} - 1, in equal steps up to the heaviest token. */
  public int level(int token) {
    float most = most();
    return most == 0 ? 0 : Math.min(LEVELS - 1, (int) (LEVELS * weights[token] / most));
  }

  /** The name, the scale and the text. */
  public String html() {
    StringBuilder out = new StringBuilder();
    out.append("<section><h3>").append(Html.escaped(name)).append("</h3>\n<p class=\"scale\">");
    out.append(String.format(Locale.ROOT, "mean %.3f, most %.3f ", mean(), most()));
    for (int level = 0; level < LEVELS; level++) {
      out.append("<span class=\"w%d\">%d</span>".formatted(level, level));
    }
    out.append("</p>\n<p class=\"text\">");
    int at = 0;
    for (int i = 0; i < weights.length; i++) {
      int start = Math.max(at, starts[i]);
      int end = Math.max(start, ends[i]);
      out.append(Html.escaped(text.substring(at, start)));
      out.append(
          String.format(
              Locale.ROOT,
              "<span class=\"w%d\" title=\"%.3f\">%s</span>",
              level(i),
              weights[i],
              Html.escaped(text.substring(start, end))));
      at = end;
    }
    return out.append(Html.escaped(text.substring(at))).append("</p></section>\n").toString();
  }
}
