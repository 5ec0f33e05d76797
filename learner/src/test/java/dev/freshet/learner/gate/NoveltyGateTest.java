package dev.freshet.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.GateSettings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.learner.gate.Judgement.Verdict;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.CounterRandom;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The gate over made-up readings, whose distribution is known. */
class NoveltyGateTest {
  private static final int WIDTH = 48;

  private final CounterRandom random = new CounterRandom(11, 0);
  private int told;

  @Test
  void theRateOfFalseQuarantineIsTheStatedOne() {
    NoveltyGate gate = gate(Map.of("gate.false-quarantine", "0.05"));
    Run run = new Run(gate);
    run.documents(500, "news", 0);
    run.held = 0;
    run.documents(4000, "news", 0);

    assertThat(run.held / 4000.0).isBetween(0.035, 0.065);
  }

  @Test
  void whatIsUnlikeTheStreamIsHeldBackUntilItsTopicIsAccepted() {
    NoveltyGate gate = gate(Map.of());
    Run run = new Run(gate);
    run.documents(400, "news", 0);
    run.held = 0;
    run.documents(40, "letters", 5);
    assertThat(run.held).isGreaterThanOrEqualTo(38);
    assertThat(run.last.nearest()).isEqualTo("news");
    assertThat(run.last.novelty()).isGreaterThan(0.98);

    run.state = run.state.accepting("letters", 256);
    run.held = 0;
    run.documents(20, "letters", 5);
    assertThat(run.held).isLessThanOrEqualTo(1);

    run.held = 0;
    run.documents(100, "news", 0);
    assertThat(run.held).as("the old topic is as welcome as before").isLessThanOrEqualTo(5);
    run.held = 0;
    run.documents(20, "noise", 15);
    assertThat(run.held).as("what is new stays out").isEqualTo(20);
  }

  /** Beside the usual a low loss is no news; beside a kind of high loss it is. */
  @Test
  void whatIsLessNovelThanAnAcceptedKindIsNotOfThatKind() {
    NoveltyGate gate = gate(Map.of());
    Run run = new Run(gate);
    run.documents(300, "news", 0);
    run.letIn(10, "letters", 15);
    run.held = 0;
    run.documents(20, "letters", 15);
    assertThat(run.held).isLessThanOrEqualTo(1);
    run.held = 0;
    run.documents(20, "noise", 6);
    assertThat(run.held).isGreaterThanOrEqualTo(18);
  }

  /** As an attacker sends it: under the names of topics that were known before. */
  @Test
  void aKindThatWasLetInByFiveDocumentsIsKnownUnderAnyTopic() {
    NoveltyGate gate = gate(Map.of());
    Run run = new Run(gate);
    for (int i = 0; i < 400; i++) {
      run.documents(1, "topic " + i % 16, 0);
    }
    run.held = 0;
    run.documents(10, "topic 9", 9);
    assertThat(run.held).isGreaterThanOrEqualTo(9);
    for (int i = 0; i < 5; i++) {
      run.letIn(1, "topic " + i, 9);
    }
    run.held = 0;
    for (int i = 0; i < 20; i++) {
      run.documents(1, "topic " + i % 16, 9);
    }
    assertThat(run.held).isLessThanOrEqualTo(1);
    run.held = 0;
    run.documents(100, "topic 7", 0);
    assertThat(run.held).as("the usual is as welcome as before").isLessThanOrEqualTo(8);
    run.held = 0;
    run.documents(20, "topic 7", 20);
    assertThat(run.held).as("another kind stays out").isGreaterThanOrEqualTo(19);
    assertThat(run.last.nearest()).startsWith("topic ");
  }

  @Test
  void whatSomebodyChoseDoesNotLiftTheBarForOtherKinds() {
    NoveltyGate gate =
        new NoveltyGate(settings(Map.of()), WIDTH, KindStart.FROZEN); // all that moves is the bar
    Run run = new Run(gate);
    run.documents(300, "news", 0);
    for (int i = 0; i < 40; i++) {
      run.letIn(1, "letters " + i / 4, 15);
    }
    run.held = 0;
    run.documents(20, "noise", 5);
    assertThat(run.held).isGreaterThanOrEqualTo(17);
  }

  @Test
  void underAdaptATopicThatKeepsComingIsLetInByItself() {
    Run run = new Run(gate(Map.of("gate.topics.letters", "adapt")));
    run.documents(400, "news", 0);
    run.held = 0;
    run.documents(60, "letters", 5);

    assertThat(run.held).as("held back at first, then let in").isBetween(2, 20);
  }

  @Test
  void underObserveNothingIsHeldBack() {
    Run run = new Run(gate(Map.of("gate.policy", "observe")));
    run.documents(400, "news", 0);
    run.documents(20, "noise", 20);

    assertThat(run.held).isZero();
    assertThat(run.last.verdict()).isEqualTo(Verdict.LEARN);
  }

  @Test
  void aStateThatWasWrittenAndReadGoesOnAlike() {
    NoveltyGate gate = gate(Map.of());
    Run run = new Run(gate);
    run.documents(300, "news", 0);
    run.documents(10, "letters", 5);
    run.state = run.state.accepting("letters", 256);
    run.documents(4, "letters", 5);
    run.letIn(2, "news", 20);
    assertThat(run.state.topicNames()).containsExactly("letters", "news", "letters", "news");
    GateState again = GateState.of(run.state.vectors(), run.state.topicNames());

    for (int i = 0; i < 50; i++) {
      Reading reading = reading(i % 5);
      Candidate candidate = candidate("letters", false);
      Gate.Judged one = gate.judge(candidate, reading, run.state);
      Gate.Judged other = gate.judge(candidate, reading, again);
      assertThat(other.judgement()).isEqualTo(one.judgement());
      run.state = one.state();
      again = other.state();
    }
    again.vectors().forEach((k, v) -> assertThat(v).isEqualTo(run.state.vectors().get(k)));
  }

  @Test
  void aStateOfAnotherFormBeginsAnew() {
    Run run = new Run(gate(Map.of()));
    run.documents(20, "news", 0);
    Map<String, double[]> other = new HashMap<>(run.state.vectors());
    other.put("usual", new double[3]);

    assertThat(GateState.of(other, run.state.topicNames())).isSameAs(GateState.INITIAL);
    assertThat(GateState.of(Map.of(), java.util.List.of())).isSameAs(GateState.INITIAL);
  }

  @Test
  void theSameTextUnderAnotherIdIsADuplicate() {
    NoveltyGate gate = gate(Map.of());
    Run run = new Run(gate);
    Candidate first = candidate("news", false);
    run.state = gate.judge(first, reading(0), run.state).state();

    assertThat(gate.beforeReading(first, run.state))
        .map(Judgement::verdict)
        .contains(Verdict.SKIP_DUPLICATE);
    assertThat(gate.beforeReading(candidate("news", false), run.state)).isEmpty();
  }

  @Test
  void whatTheModelKnowsByHeartIsSkipped() {
    NoveltyGate gate = gate(Map.of());
    Reading known =
        new Reading("text", new double[] {0.01, 0.02}, new double[2], new double[WIDTH]);

    assertThat(gate.judge(candidate("news", false), known, GateState.INITIAL).judgement().verdict())
        .isEqualTo(Verdict.SKIP_KNOWN);
  }

  @Test
  void numbersThatAreNoneAreLeftToTheGuardsAndRememberedNowhere() {
    NoveltyGate gate = gate(Map.of());
    Reading broken =
        new Reading("text", new double[] {Double.NaN}, new double[] {1}, new double[WIDTH]);
    double[] endless = new double[WIDTH];
    endless[3] = Double.POSITIVE_INFINITY;
    Reading far = new Reading("text", new double[] {1}, new double[] {1}, endless);

    for (Reading reading : new Reading[] {broken, far}) {
      Gate.Judged judged = gate.judge(candidate("news", false), reading, GateState.INITIAL);
      assertThat(judged.judgement().verdict()).isEqualTo(Verdict.LEARN);
      assertThat(judged.state()).isSameAs(GateState.INITIAL);
    }
  }

  /** A stream that goes through a gate. */
  private final class Run {
    private final NoveltyGate gate;
    private GateState state = GateState.INITIAL;
    private Judgement last = Judgement.of(Verdict.LEARN);
    private int held;

    Run(NoveltyGate gate) {
      this.gate = gate;
    }

    void letIn(int count, String topic, double shift) {
      for (int i = 0; i < count; i++) {
        state = gate.judge(candidate(topic, true), reading(shift), state).state();
      }
    }

    void documents(int count, String topic, double shift) {
      for (int i = 0; i < count; i++) {
        Gate.Judged judged = gate.judge(candidate(topic, false), reading(shift), state);
        state = judged.state();
        last = judged.judgement();
        held += last.isLearned() ? 0 : 1;
      }
    }
  }

  private static NoveltyGate gate(Map<String, String> overrides) {
    return new NoveltyGate(settings(overrides), WIDTH);
  }

  private static GateSettings settings(Map<String, String> overrides) {
    Map<String, String> all = new HashMap<>(Map.of("gate.policy", "strict"));
    all.putAll(overrides);
    return new SettingsLoader().override(all).load().gate();
  }

  private Candidate candidate(String topic, boolean accepted) {
    String text = "text " + told++;
    return new Candidate(
        text, new EncodedText(text, new int[2], new int[2], new int[2]), topic, accepted);
  }

  /** Losses whose mean lies some of their deviations above the usual, states that lie aside. */
  private Reading reading(double shift) {
    double[] losses = new double[40];
    double[] energies = new double[40];
    double level = 4 + 0.3 * (random.nextGaussian() + shift);
    for (int t = 0; t < losses.length; t++) {
      losses[t] = Math.abs(level + random.nextGaussian());
      energies[t] = 9 + random.nextGaussian();
    }
    double[] hidden = new double[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      hidden[i] = random.nextGaussian() + (i < 4 ? shift : 0);
    }
    return new Reading(words(), losses, energies, hidden);
  }

  private String words() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 160; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }
}
