package dev.freshet.signal.shift;

import java.util.Arrays;

/** The little linear algebra that a few channels need. */
final class Matrices {
  private Matrices() {}

  /** By Gauss-Jordan elimination with row pivots. */
  static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    double[][] work = new double[n][2 * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(matrix[i], 0, work[i], 0, n);
      work[i][n + i] = 1;
    }
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column + 1; row < n; row++) {
        if (Math.abs(work[row][column]) > Math.abs(work[pivot][column])) {
          pivot = row;
        }
      }
      double[] swap = work[column];
      work[column] = work[pivot];
      work[pivot] = swap;
      double divisor = work[column][column];
      if (divisor == 0) {
        throw new ArithmeticException("a matrix without an inverse");
      }
      for (int j = 0; j < 2 * n; j++) {
        work[column][j] /= divisor;
      }
      for (int row = 0; row < n; row++) {
        double factor = work[row][column];
        if (row != column && factor != 0) {
          for (int j = 0; j < 2 * n; j++) {
            work[row][j] -= factor * work[column][j];
          }
        }
      }
    }
    double[][] inverse = new double[n][];
    for (int i = 0; i < n; i++) {
      inverse[i] = Arrays.copyOfRange(work[i], n, 2 * n);
    }
    return inverse;
  }

  static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      product[i] = dot(matrix[i], vector);
    }
    return product;
  }

  static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }
}
