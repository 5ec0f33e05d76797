package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InstructionSetTest {
  @Test
  void itIsPortableWhereBothLibrariesWereTold() {
    Map<String, String> told =
        Map.of("MKL_CBWR", "COMPATIBLE", "ATEN_CPU_CAPABILITY", "avx2", "PATH", "/bin");

    assertThat(InstructionSet.name(told)).isEqualTo("portable");
  }

  @Test
  void itIsTheMachinesOwnWhereOneLibraryWasNotTold() {
    assertThat(InstructionSet.name(Map.of("MKL_CBWR", "COMPATIBLE")))
        .isEqualTo(InstructionSet.name(Map.of()))
        .isNotEqualTo("portable");
  }
}
