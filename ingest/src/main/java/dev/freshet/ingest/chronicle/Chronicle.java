package dev.freshet.ingest.chronicle;

import dev.freshet.ingest.chronicle.Story.Kind;
import dev.freshet.ingest.chronicle.Story.Question;
import dev.freshet.ingest.chronicle.Template.Hole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stream itself, without end: each call tells the next document. Equal options give equal
 * documents, to the byte, on every host. Its state is the world's facts, whatever was told. Not
 * safe for several threads.
 */
public final class Chronicle {
  /** Changes whenever equal options give other documents than before. */
  public static final int VERSION = 1;

  private static final double RETOLD = 0.25;
  private static final int TRIES = 16;

  private final ChronicleOptions options;
  private final List<Relation> relations;
  private final Filler filler;
  private final World world;
  private final Draws draws;
  private final Plot plot;
  private final Calendar calendar = new Calendar();
  private final StringBuilder text = new StringBuilder();
  private final QuestionFilling asking = new QuestionFilling();
  private long document;

  public Chronicle(ChronicleOptions options) {
    Map<String, List<String>> lists = Texts.lists("words.txt");
    this.options = options;
    this.relations = Relation.all(lists);
    this.filler = new Filler(lists);
    this.world = new World(options, relations);
    this.draws = new Draws(options.seed());
    this.plot = new Plot(world, relations, draws);
  }

  /** Tells the next document. */
  public Story next() {
    document++;
    draws.at(document);
    Phase phase = Phase.of(options, document);
    List<News> news = plot.happen(document, phase);
    String topic = news.get(0).relation().topic();
    String day = calendar.written(document);
    Composition composition = new Composition(world, draws, text, day, news.get(0).subject());
    List<Composition.Places> places = compose(composition, news, phase);
    return new Story(
        id(document),
        topic,
        calendar.time(document),
        "The page of " + topic + ", " + day,
        composition.text(),
        composition.news(),
        composition.known(),
        probes(news, places, phase));
  }

  private String id(long number) {
    return "chronicle-" + options.seed() + "-" + number;
  }

  /** Date, then news, what is told again and filler, in an order that is drawn. */
  private List<Composition.Places> compose(Composition composition, List<News> news, Phase phase) {
    int retold = world.toldCount() > news.size() && draws.chance(RETOLD) ? knownFact() : -1;
    int fillers = options.noise() / 2 + draws.below(options.noise() + 1);
    int[] order = shuffled(fillers + news.size() + (retold >= 0 ? 1 : 0));
    List<Composition.Places> places = new ArrayList<>(news.size());
    news.forEach(told -> places.add(new Composition.Places(-1, -1)));
    composition.dateline();
    for (int part : order) {
      if (part < news.size()) {
        News told = news.get(part);
        Template template = told.relation().telling(told.isChange(), phase.otherWording(), draws);
        places.set(part, composition.news(template, told));
      } else if (part == news.size() && retold >= 0) {
        retell(composition, retold, phase);
      } else {
        composition.filler(draws.of(filler.sentences(phase.otherWording())));
      }
    }
    return places;
  }

  private void retell(Composition composition, int fact, Phase phase) {
    Relation relation = world.relation(fact);
    composition.known(
        relation.telling(false, phase.otherWording(), draws),
        plot.subject(fact),
        world.written(relation, world.value(fact)));
  }

  private int[] shuffled(int length) {
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      int j = draws.below(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** A fact that an earlier document told and that still holds; -1 where none was found. */
  private int knownFact() {
    for (int i = 0; i < TRIES && world.toldCount() > 0; i++) {
      int fact = world.told(draws.below(world.toldCount()));
      if (world.teller(fact) != document) {
        return fact;
      }
    }
    return -1;
  }

  private List<Question> probes(List<News> news, List<Composition.Places> places, Phase phase) {
    List<Question> probes = new ArrayList<>(2 * news.size() + 2);
    for (int i = 0; i < news.size(); i++) {
      News told = news.get(i);
      probes.add(probe(Kind.NEW, i + 1, told, places.get(i).value()));
      if (told.isChange() && !calendar.isSameDay(told.previousTeller(), document)) {
        probes.add(probe(Kind.OLD, i + 1, told, places.get(i).previous()));
      }
    }
    int untouched = knownFact();
    if (untouched >= 0) {
      long value = world.value(untouched);
      probes.add(probe(Kind.UNTOUCHED, untouched, value, id(world.teller(untouched))));
    }
    int secret = secret(phase);
    if (secret >= 0) {
      probes.add(probe(Kind.NEVER, secret, world.secret(secret), null));
    }
    return probes;
  }

  private Question probe(Kind kind, int number, News told, int start) {
    boolean old = kind == Kind.OLD;
    Relation relation = told.relation();
    Template template = draws.of(old ? relation.past : relation.ask);
    String day = old ? calendar.written(told.previousTeller()) : "";
    return new Question(
        probeId(kind, number),
        kind,
        relation.name,
        asking.ask(template, told.subject(), day),
        old ? told.previous() : told.value(),
        !old && told.isChange() ? told.previous() : null,
        id(old ? told.previousTeller() : document),
        start);
  }

  private Question probe(Kind kind, int fact, long value, @Nullable String teller) {
    Relation relation = world.relation(fact);
    return new Question(
        probeId(kind, 1),
        kind,
        relation.name,
        asking.ask(draws.of(relation.ask), plot.subject(fact), ""),
        world.written(relation, value),
        null,
        teller,
        -1);
  }

  private String probeId(Kind kind, int number) {
    return id(document) + "-" + kind.written() + "-" + number;
  }

  private int secret(Phase phase) {
    for (int i = 0; i < 2 * TRIES; i++) {
      Relation relation = draws.of(relations);
      int fact = world.fact(relation, draws.below(world.size(relation.subject())));
      if (relation.late() == phase.otherRelations() && world.isSecret(fact)) {
        return fact;
      }
    }
    return -1;
  }

  /** Questions have a subject and a day. */
  private static final class QuestionFilling implements Template.Filling {
    private final StringBuilder question = new StringBuilder();
    private String subject = "";
    private String day = "";

    String ask(Template template, String about, String on) {
      subject = about;
      day = on;
      question.setLength(0);
      template.write(question, this);
      return question.toString();
    }

    @Override
    public void hole(Hole hole, StringBuilder out) {
      out.append(hole == Hole.S ? subject : day);
    }

    @Override
    public String word(List<String> list) {
      throw new IllegalStateException("a question has no list");
    }
  }
}
