package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Entry;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.Quarantined;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.state.CheckpointStore;
import dev.freshet.tensor.CounterRandom;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate within the fold: what is held back, how it comes in, and that all of it replays. */
class QuarantineTest {
  private static final int WARM_UP = 30;
  private static final String[] NOUNS = {"river", "port", "church", "bridge", "coast", "winter"};
  private static final String[] KINDS = {"old", "new", "small", "red", "long", "western"};
  private static final String[] PLACES = {"Bohemia", "the North Sea", "the republic", "the Elbe"};

  @TempDir Path folder;

  private LanguageModel model;
  private FoldContext context;
  private CheckpointStore store;
  private LaneCheckpoints checkpoints;

  @BeforeEach
  void open() {
    Settings settings = settings(Map.of());
    model = TinyModel.read(folder.resolve("model"));
    context = FoldContext.of(settings, model, "test", FoldListener.NONE);
    store = CheckpointStore.open(folder.resolve("checkpoints"), settings.checkpoint());
    checkpoints =
        new LaneCheckpoints(
            store, LaneMirror.none(store), settings.checkpoint(), context, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    store.close();
    context.close();
    model.close();
  }

  @Test
  void whatIsOutOfDistributionIsHeldBackAndChangesNoWeight() {
    try (Run run = new Run()) {
      run.news(0, 90);
      String before = run.digest();
      Report report = run.noise("spam", "ads");

      assertThat(report.adaptation().decision()).isEqualTo(Decision.QUARANTINED);
      assertThat(report.adaptation().novelty()).isGreaterThan(0.9);
      Quarantined held = Objects.requireNonNull(report.held());
      assertThat(held.scores()).containsKeys("loss", "repetition");
      assertThat(held.nearestTopic()).isEqualTo("news");
      assertThat(held.text()).startsWith("zq");
      assertThat(run.digest()).isEqualTo(before);
    }
  }

  @Test
  void anAcceptedDocumentIsLearnedThereAndItsTopicIsInDistributionFromThenOn() {
    try (Run run = new Run()) {
      run.news(0, 45);
      run.noise("spam-1", "ads");
      run.noise("spam-2", "ads");
      long step = run.lane.state().step();
      List<Report> accepted =
          run.take(new Control.Accept("accept", AdapterDriver.TIME, null, "ads"));

      assertThat(accepted)
          .extracting(report -> report.adaptation().documentId())
          .containsExactly("spam-1", "spam-2");
      assertThat(accepted)
          .extracting(report -> report.adaptation().decision())
          .containsOnly(Decision.TRAINED);
      assertThat(run.lane.state().step()).isEqualTo(step + 2);
      int held = 0;
      for (int i = 3; i < 15; i++) {
        Decision decision = run.noise("spam-" + i, "ads").adaptation().decision();
        held += decision == Decision.QUARANTINED ? 1 : 0;
      }
      assertThat(held).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void oneThatWasGivenUpCanNoLongerBeAccepted() {
    try (Run run = new Run()) {
      run.news(0, 45);
      run.noise("spam", "ads");
      List<Report> rejected =
          run.take(new Control.Reject("reject", AdapterDriver.TIME, "spam", null));

      assertThat(rejected)
          .extracting(report -> report.adaptation().decision())
          .containsExactly(Decision.REJECTED);
      assertThat(run.take(new Control.Accept("accept", AdapterDriver.TIME, "spam", null)))
          .isEmpty();
    }
  }

  @Test
  void theSameTextIsLearnedOnce() {
    try (Run run = new Run()) {
      run.news(0, 3);
      Report again = run.document("copy", "news", text(1));

      assertThat(again.adaptation().decision()).isEqualTo(Decision.SKIPPED);
      assertThat(again.adaptation().reason()).isEqualTo("its text was learned before");
    }
  }

  @Test
  void aReplayDecidesAlikeAndEndsInTheSameWeights() {
    try (Run first = new Run()) {
      stream(first);
      try (Run second = new Run()) {
        List<Report> again = new ArrayList<>();
        first.log.forEach(record -> again.addAll(second.take(record)));

        assertThat(again).map(QuarantineTest::said).isEqualTo(said(first.reports));
        assertThat(first.reports)
            .extracting(report -> report.adaptation().decision())
            .contains(Decision.QUARANTINED, Decision.TRAINED, Decision.SKIPPED);
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(second.lane.state().fingerprint()).isEqualTo(first.lane.state().fingerprint());
      }
    }
  }

  @Test
  void aRestartAmidTheStreamGoesOnAlike() {
    try (Run first = new Run()) {
      stream(first);
      try (Run second = new Run()) {
        first.log.subList(0, 52).forEach(second::take);
        checkpoints.write(second.lane, "test", Set.of());
        second.reports.clear();
        second.lane.close();
        second.lane = checkpoints.load("main", Long.MAX_VALUE).orElseThrow();
        assertThat(second.lane.state().shelf().records()).isNotEmpty();
        first.log.subList(52, first.log.size()).forEach(second::take);

        assertThat(second.digest()).isEqualTo(first.digest());
        List<String> all = said(first.reports);
        List<String> rest = said(second.reports);
        assertThat(rest).isEqualTo(all.subList(all.size() - rest.size(), all.size()));
      }
    }
  }

  @Test
  void aStreamThatIsOnlyObservedEndsInTheWeightsOfOneWithoutTroubleAtAll() {
    String strict;
    try (Run run = new Run()) {
      run.news(0, 20);
      strict = run.digest();
    }
    try (Run run = new Run()) {
      run.take(change(Map.of("gate.policy", "observe")));
      run.news(0, 20);
      assertThat(run.digest()).isEqualTo(strict);
      run.noise("spam", "ads");
      assertThat(run.reports)
          .extracting(report -> report.adaptation().decision())
          .containsOnly(Decision.TRAINED);
    }
  }

  @Test
  void theShelfIsBoundedAndTheOldestGivesWay() {
    Shelf shelf = Shelf.EMPTY;
    for (int i = 1; i <= 5; i++) {
      shelf =
          shelf.with(
              LogRecord.of(i, "main", document("spam-" + i, "ads", "x".repeat(1_500_000))), 4);
    }

    assertThat(shelf.records()).extracting(LogRecord::id).containsExactly("spam-4", "spam-5");
    assertThat(Shelf.of(Objects.requireNonNull(shelf.groups().get(Shelf.group()))))
        .isEqualTo(shelf);
  }

  /** News, noise among it, a copy, an accept amid it all. */
  private static void stream(Run run) {
    run.news(0, 42);
    run.document("copy", "news", text(5));
    for (int i = 0; i < 4; i++) {
      run.noise("spam-" + i, "ads");
      run.news(42 + 2 * i, 44 + 2 * i);
    }
    run.take(new Control.Accept("accept", AdapterDriver.TIME, "spam-1", null));
    run.noise("spam-9", "ads");
    run.news(50, 55);
  }

  private static List<String> said(List<Report> reports) {
    return reports.stream().map(QuarantineTest::said).toList();
  }

  private static String said(Report report) {
    Adaptation said = report.adaptation();
    return said.documentId()
        + " "
        + said.decision()
        + " "
        + said.novelty()
        + " "
        + said.lossBefore()
        + " "
        + report.held();
  }

  private static Settings settings(Map<String, String> overrides) {
    Map<String, String> all = new HashMap<>(AdapterDriver.PLAIN);
    all.put("adapter.learning-rate", "0.001");
    all.put("gate.policy", "strict");
    all.put("gate.warm-up", Integer.toString(WARM_UP));
    all.put("gate.false-quarantine", "0.06");
    all.putAll(overrides);
    return new SettingsLoader().override(all).load();
  }

  private Control change(Map<String, String> overrides) {
    try (FoldContext other =
        FoldContext.of(settings(overrides), model, "test", FoldListener.NONE)) {
      return new Control.SettingsChange("settings", AdapterDriver.TIME, other.ground().values());
    }
  }

  private static Document document(String id, String topic, String text) {
    return new Document(id, topic, AdapterDriver.TIME, text, null, null);
  }

  static String text(int number) {
    CounterRandom random = new CounterRandom(17, number);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      text.append("The ").append(KINDS[random.nextInt(KINDS.length)]).append(' ');
      text.append(NOUNS[random.nextInt(NOUNS.length)]).append(" of ");
      text.append(PLACES[random.nextInt(PLACES.length)]).append(" was built in ");
      text.append(1000 + random.nextInt(1000)).append(". ");
    }
    return text.toString();
  }

  /** A lane, and the log that it was folded from. */
  private final class Run implements AutoCloseable {
    private final List<LogRecord> log = new ArrayList<>();
    private final List<Report> reports = new ArrayList<>();
    private Lane lane = checkpoints.fresh("main");

    List<Report> take(Entry entry) {
      return take(LogRecord.of(log.size() + 1, "main", entry));
    }

    List<Report> take(LogRecord record) {
      log.add(record);
      List<Report> decided = lane.take(record, record.seq() - 1);
      reports.addAll(decided);
      return decided;
    }

    Report document(String id, String topic, String text) {
      return take(QuarantineTest.document(id, topic, text)).get(0);
    }

    void news(int from, int to) {
      for (int i = from; i < to; i++) {
        document("news-" + i, "news", text(i));
      }
    }

    Report noise(String id, String topic) {
      return document(id, topic, ("zq" + id + " ").repeat(12));
    }

    String digest() {
      return Weights.digest(lane.state().learned().parameters());
    }

    @Override
    public void close() {
      lane.close();
    }
  }
}
