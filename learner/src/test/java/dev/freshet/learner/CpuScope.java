package dev.freshet.learner;

import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Torch;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs each test inside a scope on the CPU, which also frees what the test made. The models are
 * tiny, so a second thread inside one operation would only wait for the first.
 */
public final class CpuScope implements BeforeEachCallback, AfterEachCallback {
  private final Deque<Scope> scopes = new ArrayDeque<>();

  @Override
  public void beforeEach(ExtensionContext context) {
    Torch.start(0);
    scopes.push(Scope.on(Torch.device("cpu")));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    scopes.pop().close();
  }
}
