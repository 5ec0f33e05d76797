package dev.freshet.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CounterRandomTest {

  /** The vectors that the authors of Philox publish with their library (Random123, kat_vectors). */
  @ParameterizedTest
  @CsvSource({
    "00000000 00000000 00000000 00000000 00000000 00000000,6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff,408f276d 41c83b0e a20bc7c6 6d5451fd",
    "243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0,d16cfe09 94fdcceb 5001e420 24126ea1",
  })
  void theBlockFunctionGivesThePublishedWords(String counterAndKey, String published) {
    int[] in = words(counterAndKey);

    assertThat(CounterRandom.philox(in[0], in[1], in[2], in[3], in[4], in[5]))
        .containsExactly(words(published));
  }

  private static int[] words(String hexadecimal) {
    return Arrays.stream(hexadecimal.split(" "))
        .mapToInt(word -> Integer.parseUnsignedInt(word, 16))
        .toArray();
  }

  @Test
  void aStreamIsTheBlocksOfItsKeyInOrder() {
    CounterRandom random = new CounterRandom(0x299f31d0_a4093822L, 0x03707344_13198a2eL);

    for (int block = 0; block < 3; block++) {
      int[] expected =
          CounterRandom.philox(block, 0, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0);
      for (int word : expected) {
        assertThat(random.nextBits()).isEqualTo(word);
      }
    }
  }

  @Test
  void aNameGivesTheSeedThatFnvPublishes() {
    assertThat(CounterRandom.seedOf("")).isEqualTo(0xcbf29ce484222325L);
    assertThat(CounterRandom.seedOf("a")).isEqualTo(0xaf63dc4c8601ec8cL);
    assertThat(CounterRandom.seedOf("foobar")).isEqualTo(0x85944171f73967e8L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 1000})
  void integersFallEvenlyBelowTheirBound(int bound) {
    CounterRandom random = new CounterRandom(7, bound);
    int draws = 1000 * bound;
    long[] seen = new long[bound];
    for (int i = 0; i < draws; i++) {
      seen[random.nextInt(bound)]++;
    }

    double chiSquare = Arrays.stream(seen).mapToDouble(n -> (n - 1000.0) * (n - 1000) / 1000).sum();
    double degrees = bound - 1;
    assertThat(chiSquare).isLessThanOrEqualTo(degrees + 4 * Math.sqrt(2 * degrees));
  }

  /**
   * 2^32 draws do not divide evenly by 3 * 2^29: without a rejection, two residues of three would
   * come half again as often as the third.
   */
  @Test
  void aBoundThatDoesNotDivideTheRangeIsNotBiased() {
    CounterRandom random = new CounterRandom(11, 0);
    int bound = 3 << 29;
    int[] residues = new int[3];
    for (int i = 0; i < 30_000; i++) {
      int drawn = random.nextInt(bound);
      assertThat(drawn).isBetween(0, bound - 1);
      residues[drawn % 3]++;
    }

    for (int count : residues) {
      assertThat(count).isBetween(9_600, 10_400);
    }
  }

  @Test
  void aBoundOfZeroOrLessIsRefused() {
    CounterRandom random = new CounterRandom(1, 1);

    assertThatThrownBy(() -> random.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> random.nextInt(-3)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void doublesHaveTheMomentsOfTheUnitInterval() {
    CounterRandom random = new CounterRandom(3, 1);
    double[] drawn = random(200_000, random::nextDouble);

    assertThat(Arrays.stream(drawn).min().orElseThrow()).isNotNegative();
    assertThat(Arrays.stream(drawn).max().orElseThrow()).isLessThan(1);
    assertThat(moment(drawn, 1)).isCloseTo(1 / 2.0, within(0.005));
    assertThat(moment(drawn, 2)).isCloseTo(1 / 3.0, within(0.005));
    assertThat(moment(drawn, 3)).isCloseTo(1 / 4.0, within(0.005));
  }

  @Test
  void gaussiansHaveTheMomentsOfTheNormalDistribution() {
    CounterRandom random = new CounterRandom(3, 2);
    double[] drawn = random(200_000, random::nextGaussian);

    assertThat(moment(drawn, 1)).isCloseTo(0, within(0.01));
    assertThat(moment(drawn, 2)).isCloseTo(1, within(0.02));
    assertThat(moment(drawn, 3)).isCloseTo(0, within(0.05));
    assertThat(moment(drawn, 4)).isCloseTo(3, within(0.1));
  }

  @Test
  void everyOrderOfAShuffleIsAsLikely() {
    CounterRandom random = new CounterRandom(5, 0);
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < 12_000; i++) {
      int[] cards = {1, 2, 3};
      random.shuffle(cards);
      seen.merge(Arrays.toString(cards), 1, Integer::sum);
    }

    assertThat(seen).hasSize(6);
    assertThat(seen.values()).allSatisfy(count -> assertThat(count).isBetween(1_840, 2_160));
  }

  private static double[] random(int count, java.util.function.DoubleSupplier source) {
    double[] drawn = new double[count];
    Arrays.setAll(drawn, i -> source.getAsDouble());
    return drawn;
  }

  private static double moment(double[] values, int power) {
    return Arrays.stream(values).map(value -> Math.pow(value, power)).average().orElseThrow();
  }
}
