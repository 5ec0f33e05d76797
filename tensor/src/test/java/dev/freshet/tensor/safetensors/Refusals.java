package dev.freshet.tensor.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What every refusal of a file has in common. */
final class Refusals {
  private Refusals() {}

  /** The exception of a call, once it is seen to be what a user should be shown. */
  static FreshetException of(ThrowingCallable reading) {
    Throwable thrown = catchThrowable(reading);
    assertThat(thrown).isInstanceOf(FreshetException.class);
    FreshetException refusal = (FreshetException) thrown;
    assertThat(refusal.code()).isEqualTo(ExitCode.ARTEFACT);
    assertThat(refusal.getMessage()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
    assertThat(refusal.getMessage()).hasSizeLessThan(400);
    assertThat(refusal.where()).isNotBlank();
    assertThat(refusal.remedy()).isNotBlank();
    return refusal;
  }
}
