package dev.freshet.tensor;

import ai.djl.ndarray.types.DataType;

/**
 * The element types that a tensor may have here. There is no bfloat16: such arrays abort the JVM,
 * so files are widened to {@link #F32} while they are read.
 */
public enum Dtype {
  F32(DataType.FLOAT32, 4),
  F64(DataType.FLOAT64, 8),
  I64(DataType.INT64, 8),
  BOOL(DataType.BOOLEAN, 1);

  final DataType djl;
  private final int bytes;

  Dtype(DataType djl, int bytes) {
    this.djl = djl;
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  public boolean isFloating() {
    return this == F32 || this == F64;
  }

  static Dtype of(DataType type) {
    for (Dtype dtype : values()) {
      if (dtype.djl == type) {
        return dtype;
      }
    }
    throw new IllegalStateException("an operation gave an array of type " + type);
  }
}
