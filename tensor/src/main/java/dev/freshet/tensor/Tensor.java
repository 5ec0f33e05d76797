package dev.freshet.tensor;

import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dense array of numbers in native memory, and the operations that this project needs on it.
 *
 * <p>Operations never change their operands and put their result into the current {@link Scope}.
 * Numbers enter only as tensors whose memory the engine owns ({@link #scaled} makes one): an
 * operand that lives in a Java buffer could be collected before a backward pass reads it, which
 * silently corrupts gradients. Broadcasting follows NumPy.
 */
public final class Tensor implements AutoCloseable {
  final PtNDArray array;

  Tensor(PtNDArray array) {
    this.array = array;
  }

  // ---- making tensors ----

  /** Copies numbers into a tensor; their count must be the product of the shape. */
  public static Tensor of(float[] values, long... shape) {
    ByteBuffer buffer = hostBuffer(values.length, 4);
    buffer.asFloatBuffer().put(values);
    return of(buffer, Dtype.F32, shape);
  }

  /** Copies numbers into a tensor; their count must be the product of the shape. */
  public static Tensor of(double[] values, long... shape) {
    ByteBuffer buffer = hostBuffer(values.length, 8);
    buffer.asDoubleBuffer().put(values);
    return of(buffer, Dtype.F64, shape);
  }

  /** Copies numbers into a tensor of either floating type. */
  public static Tensor of(double[] values, Dtype dtype, long... shape) {
    if (dtype == Dtype.F64) {
      return of(values, shape);
    }
    float[] narrowed = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrowed[i] = (float) values[i];
    }
    return of(narrowed, shape);
  }

  /** Copies integers into an {@link Dtype#I64} tensor. */
  public static Tensor of(int[] values, long... shape) {
    return of(Arrays.stream(values).asLongStream().toArray(), shape);
  }

  /** Copies integers into an {@link Dtype#I64} tensor. */
  public static Tensor of(long[] values, long... shape) {
    ByteBuffer buffer = hostBuffer(values.length, 8);
    buffer.asLongBuffer().put(values);
    return of(buffer, Dtype.I64, shape);
  }

  /**
   * Copies raw little-endian bytes into a tensor. The engine's own allocator gives the memory, so
   * the alignment of {@code bytes} cannot change a result.
   */
  public static Tensor of(ByteBuffer bytes, Dtype dtype, long... shape) {
    long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (bytes.remaining() != count * dtype.bytes()) {
      throw new IllegalArgumentException(
          bytes.remaining() + " bytes for shape " + Arrays.toString(shape) + " of " + dtype);
    }
    ByteBuffer direct = bytes;
    if (!bytes.isDirect() || bytes.position() != 0) {
      direct = ByteBuffer.allocateDirect(bytes.remaining());
      direct.put(bytes.duplicate()).flip();
    }
    direct = direct.duplicate().order(ByteOrder.nativeOrder());
    Scope scope = Scope.current();
    try (PtNDArray borrowed =
        JniUtils.createNdFromByteBuffer(
            scope.manager,
            direct,
            new Shape(shape),
            dtype.djl,
            SparseFormat.DENSE,
            scope.device().djl)) {
      return result(JniUtils.clone(borrowed));
    }
  }

  private static ByteBuffer hostBuffer(int count, int width) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, width))
        .order(ByteOrder.nativeOrder());
  }

  /** A tensor of one repeated value. */
  public static Tensor full(double value, Dtype dtype, long... shape) {
    Scope scope = Scope.current();
    return result(
        JniUtils.full(
            scope.manager,
            new Shape(shape),
            value,
            dtype.djl,
            scope.device().djl,
            SparseFormat.DENSE));
  }

  public static Tensor zeros(Dtype dtype, long... shape) {
    return full(0, dtype, shape);
  }

  /** Puts an engine's array into the current scope. */
  static Tensor result(PtNDArray array) {
    PtNDArray held = array;
    Scope scope = Scope.current();
    if (held.getManager() != scope.manager) {
      held.attach(scope.manager);
    }
    return new Tensor(held);
  }

  // ---- what it is ----

  /** The extents, outermost first; empty for a scalar. */
  public long[] shape() {
    return array.getShape().getShape().clone();
  }

  /** The extent of one axis; negative axes count from the last. */
  public long size(int axis) {
    long[] shape = array.getShape().getShape();
    return shape[axis < 0 ? shape.length + axis : axis];
  }

  public long count() {
    return array.getShape().size();
  }

  public Dtype dtype() {
    return Dtype.of(array.getDataType());
  }

  // ---- element by element ----

  public Tensor plus(Tensor other) {
    return result(JniUtils.add(array, other.array));
  }

  public Tensor minus(Tensor other) {
    return result(JniUtils.sub(array, other.array));
  }

  public Tensor times(Tensor other) {
    return result(JniUtils.mul(array, other.array));
  }

  public Tensor dividedBy(Tensor other) {
    return result(JniUtils.div(array, other.array));
  }

  /** This times a constant. */
  public Tensor scaled(double factor) {
    try (Tensor constant = full(factor, dtype())) {
      return times(constant);
    }
  }

  /** This plus a constant. */
  public Tensor shifted(double offset) {
    try (Tensor constant = full(offset, dtype())) {
      return plus(constant);
    }
  }

  public Tensor negated() {
    return result(JniUtils.neg(array));
  }

  public Tensor squared() {
    return result(JniUtils.square(array));
  }

  public Tensor sqrt() {
    return result(JniUtils.sqrt(array));
  }

  public Tensor exp() {
    return result(JniUtils.exp(array));
  }

  public Tensor log() {
    return result(JniUtils.log(array));
  }

  public Tensor sigmoid() {
    return result(JniUtils.sigmoid(array));
  }

  /** x times its sigmoid, the gate of SwiGLU (Shazeer 2020). */
  public Tensor silu() {
    return times(sigmoid());
  }

  /** log(1 + e^x). */
  public Tensor softplus() {
    return result(JniUtils.softPlus(array));
  }

  public Tensor gelu() {
    return result(JniUtils.gelu(array));
  }

  // ---- products ----

  /** Matrix product over the last two axes, broadcast over the others. */
  public Tensor matmul(Tensor other) {
    return result(JniUtils.matmul(array, other.array));
  }

  /** x W^T + b for x {@code [..., in]}, W {@code [out, in]} and b {@code [out]} or null. */
  public Tensor linear(Tensor weight, @Nullable Tensor bias) {
    return result(JniUtils.linear(array, weight.array, bias == null ? absent() : bias.array));
  }

  @SuppressWarnings("NullAway") // the engine takes null for "no bias" but does not say so
  private static PtNDArray absent() {
    return null;
  }

  // ---- reductions ----

  /** The sum of all elements, a scalar. */
  public Tensor sum() {
    return result(JniUtils.sum(array));
  }

  /** The sum along one axis. */
  public Tensor sum(int axis, boolean keepAxis) {
    return result(JniUtils.sum(array, new long[] {axis}, keepAxis));
  }

  /** The mean along one axis. */
  public Tensor mean(int axis, boolean keepAxis) {
    return result(JniUtils.mean(array, axis, keepAxis));
  }

  /** The mean of all elements, a scalar. */
  public Tensor mean() {
    return result(JniUtils.mean(array));
  }

  /** The largest element along one axis. */
  public Tensor max(int axis, boolean keepAxis) {
    return result(JniUtils.max(array, axis, keepAxis));
  }

  /** The index of the largest element along one axis, the first where several are equal. */
  public Tensor argMax(int axis) {
    return result(JniUtils.argMax(array, axis, false));
  }

  public Tensor softmax(int axis) {
    return result(JniUtils.softmax(array, axis, array.getDataType()));
  }

  public Tensor logSoftmax(int axis) {
    return result(JniUtils.logSoftmax(array, axis, array.getDataType()));
  }

  // ---- form ----

  public Tensor reshape(long... shape) {
    return result(JniUtils.reshape(array, shape));
  }

  public Tensor transpose(int first, int second) {
    return result(JniUtils.transpose(array, first, second));
  }

  /** Elements {@code start} (inclusive) to {@code end} (exclusive) along one axis. */
  public Tensor slice(int axis, long start, long end) {
    return result(JniUtils.slice(array, axis, start, end, 1));
  }

  /** Joins tensors along an axis that they have. */
  public static Tensor concat(List<Tensor> parts, int axis) {
    return result(JniUtils.cat(arrays(parts), axis));
  }

  /** Joins tensors of one shape along a new axis. */
  public static Tensor stack(List<Tensor> parts, int axis) {
    return result(JniUtils.stack(arrays(parts), axis));
  }

  private static PtNDArray[] arrays(List<Tensor> parts) {
    return parts.stream().map(part -> part.array).toArray(PtNDArray[]::new);
  }

  // ---- look-ups ----

  /** Rows of this table {@code [rows, width]} for ids of any shape: {@code [..., width]}. */
  public Tensor embedding(Tensor ids) {
    return result(JniUtils.embedding(ids.array, array, false));
  }

  /** Elements along an axis at {@code index}, which has this tensor's rank. */
  public Tensor gather(int axis, Tensor index) {
    return result(JniUtils.gather(array, index.array, axis));
  }

  /** This where the condition holds, elsewhere the other. */
  public Tensor where(Tensor condition, Tensor otherwise) {
    return result(JniUtils.where(condition.array, array, otherwise.array));
  }

  public Tensor lessOrEqual(Tensor other) {
    return result(JniUtils.lte(array, other.array));
  }

  // ---- copies ----

  /** A copy with memory of its own that records no gradient, in the current scope. */
  public Tensor copy() {
    requireNotRecording("copy");
    return result(JniUtils.clone(array));
  }

  /** The same numbers in another type. Not allowed while recording: it would cut the graph. */
  public Tensor to(Dtype dtype) {
    requireNotRecording("to");
    return dtype == dtype() ? copy() : result(JniUtils.to(array, dtype.djl, array.getDevice()));
  }

  /** The same numbers, through which no gradient flows. */
  public Tensor detached() {
    return result(JniUtils.detachGradient(array));
  }

  private static void requireNotRecording(String operation) {
    if (JniUtils.isGradMode()) {
      throw new IllegalStateException(
          operation + " silently cuts the graph; use it outside of a recorded forward");
    }
  }

  // ---- reading ----

  /** The only element of a tensor, as a double. */
  public double item() {
    if (count() != 1) {
      throw new IllegalStateException("shape " + Arrays.toString(shape()) + " is not one element");
    }
    return switch (dtype()) {
      case F32 -> toFloats()[0];
      case F64 -> toDoubles()[0];
      case I64 -> toLongs()[0];
      case BOOL -> toBytes().get(0);
    };
  }

  public float[] toFloats() {
    float[] values = new float[Math.toIntExact(count())];
    toBytes().asFloatBuffer().get(values);
    return values;
  }

  public double[] toDoubles() {
    double[] values = new double[Math.toIntExact(count())];
    toBytes().asDoubleBuffer().get(values);
    return values;
  }

  public long[] toLongs() {
    long[] values = new long[Math.toIntExact(count())];
    toBytes().asLongBuffer().get(values);
    return values;
  }

  /** A copy of the elements, row by row, in the machine's byte order, in Java memory. */
  public ByteBuffer toBytes() {
    return JniUtils.getByteBuffer(array, false);
  }

  /**
   * Frees the memory early; afterwards the tensor must not be used. Scopes do this by themselves.
   */
  @Override
  public void close() {
    array.close();
  }

  @Override
  public String toString() {
    return dtype() + Arrays.toString(shape());
  }
}
