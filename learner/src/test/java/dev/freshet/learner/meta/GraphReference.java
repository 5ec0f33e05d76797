package dev.freshet.learner.meta;

import dev.freshet.learner.TokenLoss;
import dev.freshet.tensor.DoubleBackward;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same derivatives through graphs of the backward passes, with every optimizer written once
 * more, plainly, from its definition.
 */
final class GraphReference {
  private final Toy toy;
  private final String name;
  private final List<DoubleBackward> graphs = new ArrayList<>();
  private final List<Out> outs = new ArrayList<>();

  /** Per step dL/dw; by tensor dL/dlog a; dL/dtheta_0. */
  final List<double[]> byWeight = new ArrayList<>();

  final Map<String, Double> byLogStep = new LinkedHashMap<>();
  TensorTree byStart = TensorTree.of(Map.of());

  /** What a step gives: parameters and the two moments, on its graph. */
  private record Out(TensorTree parameters, TensorTree m, TensorTree v) {}

  GraphReference(Toy toy, String name) {
    this.toy = toy;
    this.name = name;
    TensorTree zeros = toy.parameters.zerosLike();
    Out at = new Out(toy.parameters, zeros, zeros);
    for (int k = 0; k < toy.documents.size(); k++) {
      at = step(k, at);
    }
    back(toy.outerGradient(at.parameters()));
  }

  private Out step(int k, Out before) {
    int[] ids = toy.documents.get(k);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    before.parameters().tensors().forEach((n, t) -> inputs.put("p:" + n, t));
    before.m().tensors().forEach((n, t) -> inputs.put("m:" + n, t));
    before.v().tensors().forEach((n, t) -> inputs.put("v:" + n, t));
    inputs.put("w:", Tensor.of(toy.weights(k), Dtype.F64, ids.length - 1));
    toy.factors().forEach((n, a) -> inputs.put("a:" + n, Tensor.of(new double[] {Math.log(a)}, 1)));
    DoubleBackward graph = DoubleBackward.of(TensorTree.of(inputs));
    graphs.add(graph);
    TensorTree gradients =
        graph.gradients(
            leaves -> {
              Tensor losses =
                  TokenLoss.of(toy.decoder, part(leaves, "p:"), Tensor.of(ids, 1, ids.length));
              return losses.reshape(ids.length - 1).times(leaves.get("w:")).mean();
            });
    Out out = graph.recorded(leaves -> update(k, leaves, part(gradients, "p:")));
    outs.add(out);
    return new Out(
        out.parameters().map(Tensor::detached),
        out.m().map(Tensor::detached),
        out.v().map(Tensor::detached));
  }

  private Out update(int k, TensorTree leaves, TensorTree g) {
    TensorTree p = part(leaves, "p:");
    TensorTree m = part(leaves, "m:");
    TensorTree v = part(leaves, "v:");
    TensorTree steps = part(leaves, "a:");
    TensorTree u;
    switch (name) {
      case "sgd" -> u = g.scaled(-0.3);
      case "momentum" -> {
        m = m.scaled(0.7).plus(g);
        u = m.scaled(-0.2);
      }
      case "clip" -> u = clipped(g).scaled(-3);
      case "preconditioned" -> {
        TensorTree root = toy.secondMoments().map(Tensor::sqrt);
        u =
            g.zip(root, (x, r) -> x.dividedBy(r.plus(r.squared().mean().sqrt().scaled(0.3))))
                .scaled(-Toy.RATE);
      }
      case "adamw", "clip+adam" -> {
        boolean plain = name.equals("adamw");
        TensorTree from = plain ? g : clipped(g);
        double e = plain ? 1e-8 : 1e-4;
        m = m.scaled(0.9).plus(from.scaled(0.1));
        v = v.scaled(0.99).plus(from.map(Tensor::squared).scaled(0.01));
        double b1 = 1 - Math.pow(0.9, k + 1);
        double b2 = 1 - Math.pow(0.99, k + 1);
        u =
            m.scaled(1 / b1)
                .zip(v.scaled(1 / b2), (x, y) -> x.dividedBy(y.sqrt().shifted(e)))
                .scaled(-Toy.RATE);
        if (plain) {
          u = u.plus(p.map(x -> x.shape().length < 2 ? x.scaled(0) : x.scaled(-Toy.RATE * 0.1)));
        }
      }
      default -> throw new IllegalArgumentException(name);
    }
    TensorTree scaled = u.zip(steps, (x, a) -> x.times(a.exp()));
    return new Out(p.plus(scaled), m, v);
  }

  private static TensorTree clipped(TensorTree g) {
    Tensor sum = Tensor.zeros(Dtype.F64);
    for (Tensor tensor : g.tensors().values()) {
      sum = sum.plus(tensor.squared().sum());
    }
    Tensor norm = sum.sqrt();
    return g.map(tensor -> tensor.scaled(Toy.CLIP).dividedBy(norm));
  }

  private void back(TensorTree byEnd) {
    Out adjoint = new Out(byEnd, byEnd.zerosLike(), byEnd.zerosLike());
    toy.factors().keySet().forEach(n -> byLogStep.put(n, 0.0));
    for (int k = graphs.size() - 1; k >= 0; k--) {
      Out out = outs.get(k);
      Out with = adjoint;
      Tensor scalar =
          graphs
              .get(k)
              .recorded(
                  leaves ->
                      product(out.parameters(), with.parameters())
                          .plus(product(out.m(), with.m()))
                          .plus(product(out.v(), with.v())));
      TensorTree by = graphs.get(k).derivative(scalar);
      adjoint = new Out(part(by, "p:"), part(by, "m:"), part(by, "v:"));
      byWeight.add(0, by.get("w:").toDoubles());
      part(by, "a:").tensors().forEach((n, t) -> byLogStep.merge(n, t.item(), Double::sum));
    }
    byStart = adjoint.parameters();
  }

  private static Tensor product(TensorTree one, TensorTree other) {
    Tensor sum = Tensor.zeros(Dtype.F64);
    for (String n : one.names()) {
      sum = sum.plus(one.get(n).times(other.get(n)).sum());
    }
    return sum;
  }

  private static TensorTree part(TensorTree all, String prefix) {
    Map<String, Tensor> part = new LinkedHashMap<>();
    all.tensors()
        .forEach(
            (n, t) -> {
              if (n.startsWith(prefix)) {
                part.put(n.substring(prefix.length()), t);
              }
            });
    return TensorTree.of(part);
  }
}
