package dev.freshet.ingest.chronicle;

import dev.freshet.ingest.chronicle.Story.Span;
import dev.freshet.ingest.chronicle.Template.Hole;
import java.util.ArrayList;
import java.util.List;

/** One text on its way: sentences, and where in it the news are. */
final class Composition implements Template.Filling {
  private final World world;
  private final Draws draws;
  private final StringBuilder text;
  private final String day;
  private final String stage;
  private final List<Span> news = new ArrayList<>(2);
  private final List<Span> known = new ArrayList<>(1);
  private String subject = "";
  private String value = "";
  private String previous = "";
  private int valueAt = -1;
  private int previousAt = -1;

  /**
   * @param day as it is written
   * @param stage whom the document is about: what filler calls {@code {s}}
   */
  Composition(World world, Draws draws, StringBuilder text, String day, String stage) {
    this.world = world;
    this.draws = draws;
    this.text = text;
    this.day = day;
    this.stage = stage;
    text.setLength(0);
  }

  /** Where the values of a piece of news stand; -1 for what it does not say. */
  record Places(int value, int previous) {}

  void dateline() {
    switch (draws.below(4)) {
      case 0 -> text.append(day).append('.');
      case 1 -> {
        hole(Hole.PLACE, text);
        text.append(", ").append(day).append('.');
      }
      case 2 -> text.append("Notes of ").append(day).append('.');
      default -> text.append("This is the paper of ").append(day).append('.');
    }
  }

  void filler(Template template) {
    subject = stage;
    text.append(' ');
    template.write(text, this);
  }

  Places news(Template template, News told) {
    subject = told.subject();
    value = told.value();
    previous = told.previous();
    news.add(sentence(template));
    return new Places(valueAt, previousAt);
  }

  void known(Template template, String knownSubject, String knownValue) {
    subject = knownSubject;
    value = knownValue;
    known.add(sentence(template));
  }

  private Span sentence(Template template) {
    valueAt = -1;
    previousAt = -1;
    text.append(' ');
    int start = text.length();
    template.write(text, this);
    return new Span(start, text.length());
  }

  String text() {
    return text.toString();
  }

  List<Span> news() {
    return news;
  }

  List<Span> known() {
    return known;
  }

  @Override
  public void hole(Hole hole, StringBuilder out) {
    switch (hole) {
      case S -> out.append(subject);
      case O -> {
        valueAt = valueAt < 0 ? out.length() : valueAt;
        out.append(value);
      }
      case P -> {
        previousAt = previousAt < 0 ? out.length() : previousAt;
        out.append(previous);
      }
      case D -> out.append(day);
      case N -> out.append(2 + draws.below(98));
      case CLOCK -> clock(out);
      case PERSON -> somebody(EntityKind.PERSON, out);
      case COMPANY -> somebody(EntityKind.COMPANY, out);
      case PLACE -> somebody(EntityKind.PLACE, out);
    }
  }

  @Override
  public String word(List<String> list) {
    return draws.of(list);
  }

  private void clock(StringBuilder out) {
    int minute = 5 * draws.below(12);
    out.append(7 + draws.below(15)).append(minute < 10 ? ":0" : ":").append(minute);
  }

  private void somebody(EntityKind kind, StringBuilder out) {
    out.append(world.nameAt(kind, draws.below(world.size(kind))));
  }
}
