package dev.freshet.signal.forecast;

/**
 * How a window is brought to the network's scale: its mean is taken away, and what is left divided
 * by its mean absolute size. A window that never varies is divided by 1.
 */
record WindowScale(double centre, double size) {

  static WindowScale of(double[] series, int start, int length) {
    double centre = 0;
    for (int i = start; i < start + length; i++) {
      centre += series[i] / length;
    }
    double size = 0;
    for (int i = start; i < start + length; i++) {
      size += Math.abs(series[i] - centre) / length;
    }
    return new WindowScale(centre, size > 1e-9 * (1 + Math.abs(centre)) ? size : 1);
  }

  double in(double value) {
    return (value - centre) / size;
  }

  double out(double scaled) {
    return scaled * size + centre;
  }
}
