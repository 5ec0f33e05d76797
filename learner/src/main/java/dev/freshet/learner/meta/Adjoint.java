package dev.freshet.learner.meta;

import dev.freshet.learner.gradient.Pullback;
import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.InPlace;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The derivatives of a loss after K steps by all that went into them, by the adjoint recursion.
 * With v_K = dL/dtheta_K, for k = K-1 down to 0:
 *
 * <pre>
 * u_k, q_k, p_k = pullBack(v_{k+1}, q_{k+1})            the chain backwards; u_k = dL/dg_k
 * dL/dw_{k,t}   = (1 / N) &lt;u_k, grad l_t(theta_k)&gt;
 * v_k           = v_{k+1} + H_k u_k + p_k               H_k the Hessian of F_k at theta_k
 * dL/dlog a_i   = sum_k v_{k+1,i} U_{k,i}                  a_i scales the update U of element i
 * </pre>
 *
 * <p>F is linear in the weights, so no derivative beyond H enters; H u is a difference of two
 * gradients ({@link FiniteDifference}). Nothing but theta_k, the chain's state and g_k is kept of a
 * step. That a weighting may look at hidden states of theta_k is left out: its input is detached.
 *
 * @param transformation the chain that the steps were taken with
 * @param curved false leaves H out: the first-order approximation of Finn et al. (2017)
 */
public record Adjoint(Pullback transformation, FiniteDifference difference, boolean curved) {
  /**
   * What to differentiate by.
   *
   * @param weights the tokens' weights
   * @param steps the logarithms of step sizes
   * @param start the parameters before the first step
   */
  public record Wanted(boolean weights, boolean steps, boolean start) {}

  /**
   * The derivatives; what was not wanted is empty.
   *
   * @param byWeight per step, per target token
   * @param byLogStep per element of each parameter; what shares a step size adds up
   * @param byStart dL/dtheta_0
   * @param identityError the largest of all steps
   */
  public record Derivatives(
      List<double[]> byWeight, TensorTree byLogStep, TensorTree byStart, double identityError) {}

  /**
   * Walks back.
   *
   * @param byEnd dL/dtheta_K
   * @return its tensors in the current scope
   */
  public Derivatives pullBack(InnerLoop.Trajectory trajectory, TensorTree byEnd, Wanted wanted) {
    List<InnerLoop.Step> steps = trajectory.steps();
    List<double[]> byWeight = new ArrayList<>();
    Map<String, Tensor> byLogStep = new LinkedHashMap<>();
    double worst = 0;
    Arena arena = Arena.on(Scope.current().device());
    try (Scope scope = Scope.nested()) {
      TensorTree v = scope.keep(byEnd.copy());
      TransformationState q = trajectory.end().transformation().mapSlots(TensorTree::zerosLike);
      q = q.mapSlots(arena::adopt);
      for (int k = steps.size() - 1; k >= 0; k--) {
        InnerLoop.Step step = steps.get(k);
        Arena next = Arena.on(Scope.current().device());
        try (Scope one = Scope.nested()) {
          if (wanted.steps()) {
            addLogSteps(byLogStep, step, v, scope);
          }
          boolean further = wanted.start() || (k > 0 && (wanted.weights() || wanted.steps()));
          if (wanted.weights() || further) {
            Pullback.Cotangent back =
                transformation.pullBack(step.gradient(), step.state(), step.parameters(), v, q);
            boolean curvature = curved && further;
            if (wanted.weights() || curvature) {
              FiniteDifference.Derivative derivative =
                  difference.along(step, back.gradients(), curvature);
              byWeight.add(derivative.byWeight());
              worst = Math.max(worst, derivative.identityError());
              if (curvature) {
                add(v, derivative.curvature());
              }
            }
            if (back.parameters() != null) {
              add(v, back.parameters());
            }
            q = back.state().mapSlots(next::adopt);
          }
        } finally {
          arena.close();
          arena = next;
        }
      }
      Collections.reverse(byWeight);
      return new Derivatives(byWeight, TensorTree.of(byLogStep), v, worst);
    } finally {
      arena.close();
    }
  }

  private void addLogSteps(
      Map<String, Tensor> sums, InnerLoop.Step step, TensorTree v, Scope kept) {
    try (Scope scope = Scope.nested()) {
      TensorTree updates =
          transformation.update(step.gradient(), step.state(), step.parameters()).updates();
      updates
          .tensors()
          .forEach(
              (name, update) -> {
                Tensor product = update.times(v.get(name));
                Tensor sum = sums.get(name);
                if (sum == null) {
                  sums.put(name, kept.keep(product));
                } else {
                  InPlace.add(sum, product);
                }
              });
    }
  }

  private static void add(TensorTree target, TensorTree other) {
    target.tensors().forEach((name, tensor) -> InPlace.add(tensor, other.get(name)));
  }
}
