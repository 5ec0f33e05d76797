package dev.freshet.evaluator.replay;

/** Steps between a document's own and the one after which it was asked. */
enum LagBucket {
  FEW("1 to 9", 1, 9),
  TENS("10 to 99", 10, 99),
  HUNDREDS("100 to 999", 100, 999),
  MORE("1000 and more", 1000, Long.MAX_VALUE);

  private final String label;
  private final long from;
  private final long to;

  LagBucket(String label, long from, long to) {
    this.label = label;
    this.from = from;
    this.to = to;
  }

  String label() {
    return label;
  }

  boolean holds(long lag) {
    return lag >= from && lag <= to;
  }
}
