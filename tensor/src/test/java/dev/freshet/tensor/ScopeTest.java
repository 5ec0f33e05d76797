package dev.freshet.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

class ScopeTest {
  private static final ComputeDevice CPU = Torch.device("cpu");

  @Test
  void aTensorIsNotMadeOutsideOfAScope() {
    assertThatThrownBy(() -> Tensor.zeros(Dtype.F32, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("none is open here");
  }

  @Test
  void scopesCloseInReverseOrder() {
    Scope outer = Scope.on(CPU);
    Scope inner = Scope.nested();

    assertThatThrownBy(outer::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("reverse order");
    assertThat(Scope.current()).isSameAs(inner);

    inner.close();
    assertThat(Scope.current()).isSameAs(outer);
    outer.close();
    assertThatThrownBy(Scope::current).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aScopeIsNotClosedTwice() {
    Scope scope = Scope.on(CPU);
    scope.close();

    assertThatThrownBy(scope::close).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aScopeClosesOnItsOwnThreadOnly() {
    try (Scope scope = Scope.on(CPU)) {
      assertThatThrownBy(() -> CompletableFuture.runAsync(scope::close).join())
          .isInstanceOf(CompletionException.class)
          .hasRootCauseInstanceOf(IllegalStateException.class);
      assertThat(Tensor.full(2, Dtype.F32).item()).isEqualTo(2);
    }
  }

  @Test
  void whatAScopeMadeIsFreedWithItUnlessKeptOrAdopted() {
    try (Arena arena = Arena.on(CPU);
        Scope outer = Scope.on(CPU)) {
      Tensor freed;
      Tensor kept;
      Tensor adopted;
      try (Scope inner = Scope.nested()) {
        freed = Tensor.full(1, Dtype.F32);
        kept = inner.keep(Tensor.full(2, Dtype.F32));
        adopted = arena.adopt(Tensor.full(3, Dtype.F32));
      }

      assertThatThrownBy(freed::item).isInstanceOf(IllegalStateException.class);
      assertThat(kept.item()).isEqualTo(2);
      assertThat(adopted.item()).isEqualTo(3);
    }
  }

  @Test
  void anAdoptedTreeLivesUntilItsArenaCloses() {
    Arena arena = Arena.on(CPU);
    TensorTree tree;
    try (Scope scope = Scope.on(CPU)) {
      tree = arena.adopt(TensorTree.of(Map.of("a", Tensor.full(4, Dtype.F64, 2))));
    }
    try (Scope later = Scope.on(CPU)) {
      assertThat(tree.get("a").toDoubles()).containsExactly(4, 4);
    }

    arena.close();
    assertThatThrownBy(() -> tree.get("a").toDoubles()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theOutermostScopeHasNobodyToKeepFor() {
    try (Scope scope = Scope.on(CPU)) {
      assertThatThrownBy(() -> scope.keep(Tensor.zeros(Dtype.F32, 1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no scope around");
    }
  }

  @Test
  @ExtendWith(CpuScope.class)
  void aResultBelongsToTheInnermostScopeWhereverItsOperandsLive() {
    Tensor outside = Tensor.full(2, Dtype.F32);
    Tensor result;
    try (Scope inner = Scope.nested()) {
      result = outside.plus(outside);
      assertThat(result.item()).isEqualTo(4);
    }

    assertThatThrownBy(result::item).isInstanceOf(IllegalStateException.class);
    assertThat(outside.item()).isEqualTo(2);
  }
}
