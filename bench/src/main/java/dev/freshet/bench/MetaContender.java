package dev.freshet.bench;

import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.gradient.Chain;
import dev.freshet.learner.gradient.Schedule;
import dev.freshet.learner.gradient.Sgd;
import dev.freshet.learner.gradient.StepSizes;
import dev.freshet.learner.meta.Adjoint;
import dev.freshet.learner.meta.FiniteDifference;
import dev.freshet.learner.meta.InnerLoop;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.DoubleBackward;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Two ways to the same derivatives. */
interface MetaContender {
  /** The derivatives by the weights of all tokens, document after document. */
  double[] take(MetaCase task, TensorTree start);

  static MetaContender named(String name) {
    return switch (name) {
      case "adjoint" -> new ByAdjoint();
      case "graph" -> new ByGraph();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** As meta-training does it. */
  final class ByAdjoint implements MetaContender {
    private final FiniteDifference difference = new FiniteDifference();

    @Override
    public double[] take(MetaCase task, TensorTree start) {
      Map<String, Double> sizes = new LinkedHashMap<>();
      start.names().forEach(name -> sizes.put(name, 1.0));
      Chain chain = Chain.of(new Sgd(Schedule.constant(MetaCase.RATE)), StepSizes.perTensor(sizes));
      InnerLoop loop = new InnerLoop(task.decoder, chain);
      try (Scope scope = Scope.nested();
          InnerLoop.Trajectory trajectory =
              loop.take(
                  loop.initial(start),
                  task.documents,
                  input -> task.weights(task.documents.indexOf(input.ids())))) {
        return joined(
            new Adjoint(chain, difference, true)
                .pullBack(
                    trajectory,
                    task.outerGradient(trajectory.end().parameters()),
                    new Adjoint.Wanted(true, true, false))
                .byWeight());
      }
    }
  }

  /** Reverse mode through graphs of the backward passes, each freed once it was walked back. */
  final class ByGraph implements MetaContender {
    private record Step(Arena arena, DoubleBackward graph, TensorTree after) {}

    @Override
    public double[] take(MetaCase task, TensorTree start) {
      List<Step> steps = new ArrayList<>();
      try (Scope scope = Scope.nested()) {
        TensorTree at = start;
        for (int k = 0; k < task.documents.size(); k++) {
          Step step = forward(task, k, at);
          steps.add(step);
          at = step.after().map(Tensor::detached);
        }
        TensorTree v = task.outerGradient(at);
        List<double[]> byWeight = new ArrayList<>();
        for (int k = steps.size() - 1; k >= 0; k--) {
          Step step = steps.get(k);
          TensorTree by = back(step, v);
          byWeight.add(0, values(by.get("weights")));
          v = part(by, "p:");
          step.arena().close();
        }
        return joined(byWeight);
      }
    }

    private static Step forward(MetaCase task, int k, TensorTree at) {
      int[] ids = task.documents.get(k);
      Arena arena = Arena.on(Scope.current().device());
      try (Scope scope = Scope.nested()) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        at.tensors().forEach((name, tensor) -> inputs.put("p:" + name, tensor));
        at.names().forEach(name -> inputs.put("a:" + name, Tensor.zeros(Dtype.F32, 1)));
        inputs.put("weights", Tensor.of(task.weights(k), Dtype.F32, ids.length - 1));
        DoubleBackward graph = DoubleBackward.of(TensorTree.of(inputs));
        graph.leaves().tensors().values().forEach(arena::adopt);
        TensorTree gradients =
            graph.gradients(
                leaves ->
                    TokenLoss.of(task.decoder, part(leaves, "p:"), Tensor.of(ids, 1, ids.length))
                        .reshape(ids.length - 1)
                        .times(leaves.get("weights"))
                        .mean());
        TensorTree after =
            graph.recorded(
                leaves -> {
                  TensorTree u = part(gradients, "p:").scaled(-MetaCase.RATE);
                  TensorTree scaled =
                      u.zip(part(leaves, "a:"), (step, log) -> step.times(log.exp()));
                  return part(leaves, "p:").plus(scaled);
                });
        return new Step(arena, graph, arena.adopt(after));
      }
    }

    private static TensorTree back(Step step, TensorTree v) {
      try (Scope scope = Scope.nested()) {
        Tensor scalar =
            step.graph()
                .recorded(
                    leaves -> {
                      List<Tensor> sums = new ArrayList<>();
                      step.after()
                          .tensors()
                          .forEach((name, end) -> sums.add(end.times(v.get(name)).sum()));
                      return Tensor.stack(sums, 0).sum();
                    });
        return scope.keep(step.graph().derivative(scalar));
      }
    }

    private static TensorTree part(TensorTree all, String prefix) {
      Map<String, Tensor> part = new LinkedHashMap<>();
      all.tensors()
          .forEach(
              (name, tensor) -> {
                if (name.startsWith(prefix)) {
                  part.put(name.substring(prefix.length()), tensor);
                }
              });
      return TensorTree.of(part);
    }

    private static double[] values(Tensor tensor) {
      float[] narrow = tensor.toFloats();
      double[] wide = new double[narrow.length];
      java.util.Arrays.setAll(wide, i -> narrow[i]);
      return wide;
    }
  }

  private static double[] joined(List<double[]> parts) {
    return parts.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
  }
}
