package dev.freshet.bench;

import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gradient.Adam;
import dev.freshet.learner.gradient.GradientTransformation;
import dev.freshet.learner.gradient.Schedule;
import dev.freshet.learner.gradient.Sgd;
import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;

/** A model that takes training steps on one batch, as a learner does: new parameters each time. */
final class OurStep implements AutoCloseable {
  private static final double RATE = 1e-3;

  private final ComputeDevice device;
  private final Decoder decoder;
  private final GradientTransformation transformation;
  private final Arena batchArena;
  private final Tensor ids;
  private Arena arena;
  private TensorTree parameters;
  private TransformationState state;

  OurStep(ComputeDevice device, StepCase shape) {
    this.device = device;
    this.decoder = new Decoder(shape.config());
    this.transformation =
        shape.optimizer().equals("adam") ? Adam.of(RATE) : new Sgd(Schedule.constant(RATE));
    this.batchArena = Arena.on(device);
    this.arena = Arena.on(device);
    try (Scope scope = Scope.on(device)) {
      this.ids = batchArena.adopt(randomIds(shape));
      this.parameters = arena.adopt(decoder.initialise(1));
      this.state = transformation.init(parameters).mapSlots(arena::adopt);
    }
  }

  private static Tensor randomIds(StepCase shape) {
    CounterRandom random = new CounterRandom(1, 1);
    int[] ids = new int[shape.rows() * (StepCase.TOKENS + 1)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = random.nextInt(shape.vocabulary());
    }
    return Tensor.of(ids, shape.rows(), StepCase.TOKENS + 1L);
  }

  long parameterCount() {
    return parameters.count();
  }

  /** Forward, backward, update. */
  double take() {
    Arena next = Arena.on(device);
    double loss;
    try (Scope scope = Scope.on(device);
        Recording recording = Recording.of(parameters)) {
      loss = recording.add(leaves -> TokenLoss.of(decoder, leaves, ids).mean());
      GradientTransformation.Update update =
          transformation.update(recording.gradients(), state, parameters);
      parameters = next.adopt(parameters.plus(update.updates()));
      state = update.state().mapSlots(next::adopt);
    }
    arena.close();
    arena = next;
    return loss;
  }

  @Override
  public void close() {
    arena.close();
    batchArena.close();
  }
}
