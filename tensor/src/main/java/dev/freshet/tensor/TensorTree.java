package dev.freshet.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Named tensors in a fixed order: a model's parameters, their gradients, or one slot of an
 * optimizer's state. Immutable; the tensors belong to whatever scope or arena holds them.
 */
public final class TensorTree {
  private final Map<String, Tensor> tensors;

  private TensorTree(Map<String, Tensor> tensors) {
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  public static TensorTree of(Map<String, Tensor> tensors) {
    return new TensorTree(new LinkedHashMap<>(tensors));
  }

  /** The tensors by name, in order. */
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  public Set<String> names() {
    return tensors.keySet();
  }

  /**
   * The tensor of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor is named " + name);
    }
    return tensor;
  }

  public int size() {
    return tensors.size();
  }

  /** Elements in all tensors together. */
  public long count() {
    return tensors.values().stream().mapToLong(Tensor::count).sum();
  }

  public TensorTree map(UnaryOperator<Tensor> function) {
    Map<String, Tensor> mapped = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> mapped.put(name, function.apply(tensor)));
    return new TensorTree(mapped);
  }

  /** Combines the tensors of two trees that have the same names. */
  public TensorTree zip(TensorTree other, BinaryOperator<Tensor> function) {
    if (!names().equals(other.names())) {
      throw new IllegalArgumentException("the trees have different names");
    }
    Map<String, Tensor> zipped = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> zipped.put(name, function.apply(tensor, other.get(name))));
    return new TensorTree(zipped);
  }

  public TensorTree plus(TensorTree other) {
    return zip(other, Tensor::plus);
  }

  /** This plus a multiple of another tree. */
  public TensorTree plusScaled(TensorTree other, double factor) {
    return zip(
        other,
        (tensor, step) -> {
          Tensor moved = step.scaled(factor);
          return InPlace.add(moved, tensor);
        });
  }

  public TensorTree scaled(double factor) {
    return map(tensor -> tensor.scaled(factor));
  }

  public TensorTree zerosLike() {
    return map(tensor -> Tensor.zeros(tensor.dtype(), tensor.shape()));
  }

  /** Copies of all tensors, in the current scope. */
  public TensorTree copy() {
    return map(Tensor::copy);
  }

  /** The sum of the products of all elements with those of a tree of the same names and shapes. */
  public double dot(TensorTree other) {
    try (Scope scope = Scope.nested()) {
      List<Tensor> sums = new ArrayList<>();
      tensors.forEach(
          (name, tensor) -> {
            try (Tensor product = tensor.times(other.get(name))) {
              sums.add(product.sum());
            }
          });
      return Tensor.stack(sums, 0).sum().item();
    }
  }

  /**
   * The square root of the sum of squares over all tensors. NaN or infinite elements show in it.
   */
  public double globalNorm() {
    try (Scope scope = Scope.nested()) {
      List<Tensor> sums = new ArrayList<>();
      for (Tensor tensor : tensors.values()) {
        sums.add(tensor.squared().sum());
      }
      return Math.sqrt(Tensor.stack(sums, 0).sum().item());
    }
  }
}
