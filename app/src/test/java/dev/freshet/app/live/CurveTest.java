package dev.freshet.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CurveTest {
  @Test
  void asLongAsThereIsRoomEachValueIsAPoint() {
    Curve curve = new Curve(4);
    curve.add(1, 10);
    curve.add(2, 20);
    assertThat(curve.points()).containsExactly(new double[] {1, 10}, new double[] {2, 20});
  }

  @Test
  void valuesOfOneStepAreOnePoint() {
    Curve curve = new Curve(4);
    curve.add(1, 10);
    curve.add(1, 20);
    curve.add(3, 5);
    assertThat(curve.points()).containsExactly(new double[] {1, 15}, new double[] {3, 5});
  }

  @Test
  void aLongerSeriesIsHeldInMeansOfEqualStretches() {
    Curve curve = new Curve(8);
    for (int i = 1; i <= 1024; i++) {
      curve.add(i, i);
    }
    List<double[]> points = curve.points();
    assertThat(points).hasSizeBetween(4, 8);
    double stretch = points.get(0)[0];
    for (int i = 0; i < points.size(); i++) {
      double[] point = points.get(i);
      assertThat(point[0]).isEqualTo((i + 1) * stretch);
      assertThat(point[1]).isCloseTo(point[0] - (stretch - 1) / 2, within(1e-9));
    }
  }
}
