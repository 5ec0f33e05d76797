package dev.freshet.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.config.SettingsLoader;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.gate.ShiftingLane.Episode;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Meta-training over made-up readings of kinds that lie about the usual in all directions. */
class KindTrainingTest {
  private static final int WIDTH = 48;
  private static final int KINDS = 8;
  private static ShiftingLane lane;

  @BeforeAll
  static void read() {
    Torch.start(0);
    CounterRandom random = new CounterRandom(3, 0);
    NoveltyGate gate =
        new NoveltyGate(
            new SettingsLoader().override(Map.of("gate.policy", "strict")).load().gate(),
            WIDTH,
            KindStart.FROZEN);
    GateState known = GateState.INITIAL;
    for (int i = 0; i < 300; i++) {
      String id = "usual " + i;
      EncodedText text = new EncodedText(id, new int[2], new int[2], new int[2]);
      known =
          gate.judge(new Candidate(id, text, "news", false), reading(random, 0, 0), known).state();
    }
    List<List<Reading>> kinds = new ArrayList<>();
    for (int k = 0; k < KINDS; k++) {
      List<Reading> kind = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        kind.add(reading(random, k < 4 ? 4 : 7, k % 4));
      }
      kinds.add(kind);
    }
    lane = new ShiftingLane(known, kinds);
  }

  /** By the formulas of the Javadoc, number by number. */
  @Test
  void theLossOfAPlainStartIsThatOfItsFormula() {
    List<Double> losses = new ArrayList<>();
    KindTraining.run(
        TinyModel.device(),
        List.of(lane),
        new KindTraining.Options(1, 1, 0.02, 3, 5),
        (step, loss) -> losses.add(loss));
    Episode episode = lane.episode(new CounterRandom(5, 0));
    double[] least = episode.lane().clone();
    double sum = 0;
    for (int k = 0; k < Episode.ACCEPTED; k++) {
      double in = 0;
      double out = 0;
      int letIn = 0;
      for (int d = 0; d < least.length; d++) {
        least[d] = Math.min(least[d], plain(episode, k, episode.values()[k][d]) - episode.bar());
        if (episode.kindOf()[d] <= k) {
          in += Math.log1p(Math.exp(least[d]));
          letIn++;
        } else {
          out += Math.log1p(Math.exp(-least[d]));
        }
      }
      assertThat(letIn).isEqualTo((k + 1) * Episode.FOLLOWING);
      sum += 3 * in / letIn + out / (least.length - letIn);
    }
    assertThat(losses).hasSize(1);
    assertThat(losses.get(0)).isCloseTo(sum / Episode.ACCEPTED, within(1e-9));
  }

  private static double plain(Episode episode, int kind, double[] values) {
    double sum = -3;
    for (int j = 0; j < values.length; j++) {
      double n = episode.counts()[kind][j];
      double mean = n * episode.means()[kind][j] / (n + 0.5);
      double variance = (n * episode.variances()[kind][j] + 2) / (n + 2) * (1 + 1 / (n + 0.5));
      double t = (values[j] - mean) / Math.sqrt(variance);
      sum += 0.5 * Math.log(1 + t * t);
    }
    return sum;
  }

  @Test
  void trainingLowersTheLossAndTheSameSeedEndsInTheSameStart() {
    List<Double> losses = new ArrayList<>();
    KindTraining.Options options = new KindTraining.Options(60, 4, 0.05, 3, 5);
    KindStart start =
        KindTraining.run(
            TinyModel.device(), List.of(lane), options, (step, loss) -> losses.add(loss));
    double first = losses.subList(0, 10).stream().mapToDouble(loss -> loss).average().orElseThrow();
    double last = losses.subList(50, 60).stream().mapToDouble(loss -> loss).average().orElseThrow();

    assertThat(last).isLessThan(0.85 * first);
    assertThat(start.pull()).doesNotContain(KindStart.PLAIN.pull()[0]);
    KindStart again =
        KindTraining.run(TinyModel.device(), List.of(lane), options, (step, loss) -> {});
    assertThat(again.above()).isEqualTo(start.above());
    assertThat(again.bias()).isEqualTo(start.bias());
  }

  /** What is strange about a kind, so strongly: its loss, its states, its energy, its letters. */
  private static Reading reading(CounterRandom random, double shift, int what) {
    double[] losses = new double[40];
    double[] energies = new double[40];
    double level = 4 + 0.3 * (random.nextGaussian() + (what == 0 ? shift : 0));
    double energy = 9 + 0.3 * random.nextGaussian() - (what == 2 ? 0.3 * shift : 0);
    for (int t = 0; t < losses.length; t++) {
      losses[t] = Math.abs(level + random.nextGaussian());
      energies[t] = energy + random.nextGaussian();
    }
    double[] hidden = new double[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      hidden[i] = random.nextGaussian() + (what == 1 && i < 8 ? shift : 0);
    }
    StringBuilder text = new StringBuilder();
    int repeated = random.nextInt(30);
    int length = 150 + random.nextInt(40) - (what == 3 ? (int) (10 * shift) : 0);
    for (int i = 0; i < length - repeated; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    text.append(text, 0, repeated);
    return new Reading(text.toString(), losses, energies, hidden);
  }
}
