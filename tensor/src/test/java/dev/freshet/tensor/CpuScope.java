package dev.freshet.tensor;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs each test inside a scope on the CPU, which also frees what the test made. */
public final class CpuScope implements BeforeEachCallback, AfterEachCallback {
  private final Deque<Scope> scopes = new ArrayDeque<>();

  @Override
  public void beforeEach(ExtensionContext context) {
    scopes.push(Scope.on(Torch.device("cpu")));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    scopes.pop().close();
  }
}
