package dev.freshet.tensor;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Operations that overwrite their first operand, for use by the code that made it and has not
 * handed it out. They save the passes over memory that dominate an optimizer's step.
 */
public final class InPlace {
  private InPlace() {}

  /** target += other. */
  public static Tensor add(Tensor target, Tensor other) {
    JniUtils.addi(target.array, other.array);
    return target;
  }

  /** target *= other. */
  public static Tensor multiply(Tensor target, Tensor other) {
    JniUtils.muli(target.array, other.array);
    return target;
  }

  /** target /= other. */
  public static Tensor divide(Tensor target, Tensor other) {
    JniUtils.divi(target.array, other.array);
    return target;
  }
}
