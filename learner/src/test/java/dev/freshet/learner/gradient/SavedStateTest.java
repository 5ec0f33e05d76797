package dev.freshet.learner.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.learner.CpuScope;
import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.decoder.Fixture;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.safetensors.SafetensorsReader;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Parameters and states go through a file without leaving a trace in the steps that follow. */
@ExtendWith(CpuScope.class)
class SavedStateTest {
  private static final Schedule RATE = Schedule.warmupCosine(0.05, 0.005, 5, 40);

  static final List<GradientTransformation> ALL =
      List.of(
          new Sgd(RATE),
          new Momentum(RATE, 0.9),
          Chain.of(new ClipByGlobalNorm(1), new Adam(RATE, 0.9, 0.95, 1e-8, 0.1)));

  @TempDir Path folder;

  /** Where a run stands. */
  private record Standing(TensorTree parameters, TransformationState state) {}

  @ParameterizedTest
  @FieldSource("ALL")
  void twentyStepsAfterSavingAndLoadingAreTwentyStepsStraight(GradientTransformation links) {
    Fixture fixture = Fixture.read("grouped-linear");
    Standing start = new Standing(fixture.parameters(), links.init(fixture.parameters()));

    Standing straight = stepped(fixture, links, start, 25);
    Standing half = stepped(fixture, links, start, 5);
    Standing resumed = stepped(fixture, links, throughFile(half), 20);

    assertSameBits(resumed.parameters(), straight.parameters());
    assertThat(resumed.state().slots().keySet()).isEqualTo(straight.state().slots().keySet());
    straight
        .state()
        .slots()
        .forEach((slot, tree) -> assertSameBits(resumed.state().slot(slot), tree));
  }

  private static Standing stepped(
      Fixture fixture, GradientTransformation links, Standing from, int steps) {
    Tensor ids = Tensor.of(new int[] {3, 1, 4, 1, 5, 9, 2, 6, 5, 3}, 2, 5);
    Standing standing = from;
    for (int step = 0; step < steps; step++) {
      try (Recording recording = Recording.of(standing.parameters())) {
        recording.add(leaves -> TokenLoss.of(fixture.decoder(), leaves, ids).mean());
        GradientTransformation.Update update =
            links.update(recording.gradients(), standing.state(), standing.parameters());
        standing = new Standing(standing.parameters().plus(update.updates()), update.state());
      }
    }
    return standing;
  }

  private Standing throughFile(Standing standing) {
    return new Standing(
        throughFile("parameters", standing.parameters()),
        new TransformationState(
            mapped(standing.state().slots()), Map.copyOf(standing.state().counters())));
  }

  private Map<String, TensorTree> mapped(Map<String, TensorTree> slots) {
    Map<String, TensorTree> loaded = new LinkedHashMap<>();
    slots.forEach((slot, tree) -> loaded.put(slot, throughFile(slot, tree)));
    return loaded;
  }

  private TensorTree throughFile(String name, TensorTree tree) {
    Path file = folder.resolve(name + ".safetensors");
    SafetensorsWriter.write(file, tree, SafetensorsWriter.Precision.F32, Map.of("odd", name));
    return SafetensorsReader.read(file);
  }

  private static void assertSameBits(TensorTree actual, TensorTree expected) {
    assertThat(actual.names()).isEqualTo(expected.names());
    expected
        .tensors()
        .forEach(
            (name, tensor) ->
                assertThat(actual.get(name).toBytes()).as(name).isEqualTo(tensor.toBytes()));
  }
}
