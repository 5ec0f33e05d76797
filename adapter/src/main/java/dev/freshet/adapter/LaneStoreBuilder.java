package dev.freshet.adapter;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** Builds {@link LaneStore}s; they have no changelog but the log, and nothing to cache. */
final class LaneStoreBuilder implements StoreBuilder<LaneStore> {
  private final Supplier<LaneStore> supplier;

  LaneStoreBuilder(Supplier<LaneStore> supplier) {
    this.supplier = supplier;
  }

  @Override
  public StoreBuilder<LaneStore> withCachingEnabled() {
    throw new UnsupportedOperationException("a lane is not cached");
  }

  @Override
  public StoreBuilder<LaneStore> withCachingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<LaneStore> withLoggingEnabled(Map<String, String> config) {
    throw new UnsupportedOperationException("a lane's changelog is the log itself");
  }

  @Override
  public StoreBuilder<LaneStore> withLoggingDisabled() {
    return this;
  }

  @Override
  public LaneStore build() {
    return supplier.get();
  }

  @Override
  public Map<String, String> logConfig() {
    return Map.of();
  }

  @Override
  public boolean loggingEnabled() {
    return false;
  }

  @Override
  public String name() {
    return LaneStore.NAME;
  }
}
