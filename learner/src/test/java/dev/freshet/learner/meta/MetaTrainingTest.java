package dev.freshet.learner.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.CpuScope;
import dev.freshet.learner.FileDigest;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.decoder.Attention;
import dev.freshet.learner.gradient.Chain;
import dev.freshet.learner.gradient.Schedule;
import dev.freshet.learner.gradient.Sgd;
import dev.freshet.learner.weighting.BodyConfig;
import dev.freshet.learner.weighting.CamelsHeadNetwork;
import dev.freshet.learner.weighting.CamelsNetwork;
import dev.freshet.learner.weighting.StoredNetwork;
import dev.freshet.learner.weighting.WeightingArtefact;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.safetensors.SafetensorsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CpuScope.class)
class MetaTrainingTest {
  private static final String STATE = "meta-training-state.safetensors";

  @TempDir Path folder;
  private LanguageModel model;

  @BeforeEach
  void makeModel() {
    model = TinyModel.read(folder.resolve("model"));
  }

  @AfterEach
  void closeModel() {
    model.close();
  }

  @Test
  void theValidationLossFallsAndTheArtefactCanBeReadBack() {
    MetaTraining.Outcome outcome = run("falls", 12, -1, 0.1, learnt());

    assertThat(outcome.best().loss()).isLessThan(outcome.first().loss());
    assertThat(outcome.bestStep()).isPositive();
    assertThat(outcome.brokenEpisodes()).isZero();
    WeightingArtefact artefact = WeightingArtefact.read(folder.resolve("falls"));
    assertThat(artefact.weighting()).isEqualTo("camels");
    assertThat(artefact.innerOptimizer()).isEqualTo("sgd");
    assertThat(artefact.stepSizes().keySet()).isEqualTo(model.parameters().names());
    assertThat(artefact.stepSizes().values()).anyMatch(size -> Math.abs(size.mean() - 1) > 0.01);
    assertThat(folder.resolve("falls/weighting.safetensors")).isNotEmptyFile();
    assertThat(folder.resolve("falls/README.md")).content().contains("held-out articles");
  }

  @Test
  void aRunInterruptedTwiceEndsWithTheBitsOfARunStraightThrough() {
    run("straight", 5, -1, 0.1, learnt());
    assertThatThrownBy(() -> run("broken", 5, 2, 0.1, learnt())).hasMessage("stop");
    assertThatThrownBy(() -> run("broken", 5, 4, 0.1, learnt())).hasMessage("stop");
    run("broken", 5, -1, 0.1, learnt());

    TensorTree expected = SafetensorsReader.read(folder.resolve("straight.work").resolve(STATE));
    TensorTree actual = SafetensorsReader.read(folder.resolve("broken.work").resolve(STATE));
    assertThat(actual.names()).isEqualTo(expected.names()).isNotEmpty();
    for (String name : expected.names()) {
      assertThat(actual.get(name).toBytes()).as(name).isEqualTo(expected.get(name).toBytes());
    }
  }

  @Test
  void theStateOfARunWithOtherOptionsIsRefused() {
    run("one", 1, -1, 0.1, learnt());

    assertThatThrownBy(() -> run("one", 1, -1, 0.2, learnt()))
        .isInstanceOf(FreshetException.class)
        .hasMessageContaining("other options");
  }

  @Test
  void stepsThatDivergeEndTheRunAndTheStartIsKept() {
    assertThatThrownBy(() -> run("diverges", 30, -1, 1e30, learnt()))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.DIVERGED));
  }

  /** Begun with what a training kept, another meets the validation that kept it. */
  @Test
  void aTrainingGoesOnWhereAnotherEnded() {
    MetaTraining.Outcome before = run("before", 8, -1, 0.1, learnt());
    EarlierTraining earlier = new EarlierTraining(folder.resolve("before"));

    MetaTraining.Outcome after =
        run(List.of(model.parameters()), "after", 1, -1, 0.1, learnt(), earlier);

    assertThat(after.first().loss()).isCloseTo(before.best().loss(), within(1e-5));
    assertThat(after.first().loss()).isLessThan(before.first().loss() - 1e-3);
    assertThat(folder.resolve("after/README.md")).content().contains("| begun with | before |");
  }

  @Test
  void anEarlierTrainingOfAnotherNetworkIsRefused() {
    run("camels", 1, -1, 0.1, learnt());
    CamelsHeadNetwork other = new CamelsHeadNetwork(model.config().width(), 8, 8);
    MetaParameters initial =
        MetaParameters.initial(model.parameters(), other, learnt(), StepGrain.TENSOR, 1);

    assertThatThrownBy(
            () -> new EarlierTraining(folder.resolve("camels")).over(initial, other, model))
        .isInstanceOf(FreshetException.class)
        .hasMessageContaining("this training is of camels-head");
  }

  @Test
  void anEarlierTrainingOfAModelWithMoreTensorsIsRefused() {
    run("more", 1, -1, 0.1, EnumSet.of(MetaPart.STEPS));
    Map<String, Tensor> fewer = new LinkedHashMap<>(model.parameters().tensors());
    fewer.remove("model.norm.weight");
    MetaParameters initial =
        MetaParameters.initial(
            TensorTree.of(fewer), null, EnumSet.of(MetaPart.STEPS), StepGrain.TENSOR, 1);

    assertThatThrownBy(() -> new EarlierTraining(folder.resolve("more")).over(initial, null, model))
        .isInstanceOf(FreshetException.class)
        .hasMessageContaining("a step size for model.norm.weight, which the model has not");
  }

  @Test
  void aLearnedInitialisationIsAModelOfItsOwn() {
    run("init", 2, -1, 0.1, EnumSet.of(MetaPart.INIT));

    try (LanguageModel learned =
        LanguageModel.read(folder.resolve("init/base"), TinyModel.device())) {
      assertThat(learned.parameters().names()).isEqualTo(model.parameters().names());
    }
    assertThat(Files.exists(folder.resolve("init/config.json"))).isTrue();
  }

  /** A validation is the mean over bases, and the network learns from each of them. */
  @Test
  void severalBasesTakeTurns() {
    Set<MetaPart> weights = EnumSet.of(MetaPart.WEIGHTS);
    TensorTree one = model.parameters();
    TensorTree other = TinyModel.stepped(one, 20);
    MetaTraining.Outcome first = run(List.of(one), "first", 2, -1, 0.1, weights);
    MetaTraining.Outcome second = run(List.of(other), "second", 2, -1, 0.1, weights);
    MetaTraining.Outcome both = run(List.of(one, other), "both", 2, -1, 0.1, weights);
    double before = first.first().nllBefore();
    assertThat(second.first().nllBefore()).isNotCloseTo(before, within(1e-3));
    assertThat(both.first().nllBefore())
        .isCloseTo((before + second.first().nllBefore()) / 2, within(1e-6));
    assertThat(both.first().kl())
        .isCloseTo((first.first().kl() + second.first().kl()) / 2, within(1e-6));
    assertThat(List.of(learnedBy("first"), learnedBy("second"), learnedBy("both")))
        .doesNotHaveDuplicates();
  }

  private String learnedBy(String name) {
    return FileDigest.of(folder.resolve(name + ".work").resolve(STATE));
  }

  private static Set<MetaPart> learnt() {
    return EnumSet.of(MetaPart.WEIGHTS, MetaPart.STEPS);
  }

  /**
   * @param stopAt the step whose end is the last that is heard of; -1 for none
   */
  private MetaTraining.Outcome run(
      String name, int steps, int stopAt, double rate, Set<MetaPart> learn) {
    return run(List.of(model.parameters()), name, steps, stopAt, rate, learn);
  }

  private MetaTraining.Outcome run(
      List<TensorTree> starts,
      String name,
      int steps,
      int stopAt,
      double rate,
      Set<MetaPart> learn) {
    return run(starts, name, steps, stopAt, rate, learn, null);
  }

  private MetaTraining.Outcome run(
      List<TensorTree> starts,
      String name,
      int steps,
      int stopAt,
      double rate,
      Set<MetaPart> learn,
      @Nullable EarlierTraining earlier) {
    StoredNetwork network =
        CamelsNetwork.camels(
            new BodyConfig(model.config().vocabulary(), 8, 1, 2, 16, 64), Attention.CAUSAL, 8);
    MetaTrainingOptions options =
        new MetaTrainingOptions(
            "maml",
            learn,
            new EpisodeSource.Shape(2, 2, 0),
            2,
            2,
            0.1,
            steps,
            4,
            3,
            5,
            0.01,
            0.05,
            1e-3,
            1,
            folder.resolve(name + ".work"),
            Duration.ofHours(1));
    MetaArtefact artefact =
        new MetaArtefact(
            folder.resolve(name),
            model,
            network,
            "sgd",
            rate,
            1,
            List.of("c.json"),
            earlier == null ? null : earlier.directory(),
            options);
    MetaParameters initial =
        MetaParameters.initial(starts.get(0), network, learn, StepGrain.TENSOR, 1);
    List<MetaBase> bases =
        starts.stream()
            .map(
                start ->
                    new MetaBase(
                        model.decoder(), Chain.of(new Sgd(Schedule.constant(rate))), start))
            .toList();
    return new MetaTraining(
            bases,
            network,
            1,
            earlier == null ? initial : earlier.over(initial, network, model),
            Passages.read(
                model,
                List.of(SmallCorpus.write(folder.resolve("c.json"), 12)),
                List.of(),
                4,
                false),
            TinyModel.device(),
            options,
            "rate " + rate,
            new StoppingListener(stopAt),
            artefact::write)
        .run();
  }

  private record StoppingListener(int stopAt) implements MetaTraining.Listener {
    @Override
    public void stage(String what) {}

    @Override
    public void episode(int done, int of) {}

    @Override
    public void step(int step, int steps, double loss, double meanWeight, double identityError) {
      if (step == stopAt) {
        throw new FreshetException(ExitCode.INTERRUPTED, "stop", null, "go on");
      }
    }

    @Override
    public void validated(int step, Validation validation, boolean best) {}
  }
}
