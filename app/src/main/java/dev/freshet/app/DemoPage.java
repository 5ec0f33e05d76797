package dev.freshet.app;

import dev.freshet.app.live.Board;
import java.util.Map;

/** The live page of a demo, which stays when the demo has come to its end. */
final class DemoPage implements AutoCloseable {
  private static final long LOOK_MILLIS = 100;
  private static final long REFRESH_NANOS = 5_000_000_000L;

  private final CommandContext context;
  private final Board board;
  private final BoardTails tails;
  private final Service service;
  private long refreshed = System.nanoTime();

  private DemoPage(CommandContext context, Board board, BoardTails tails, Service service) {
    this.context = context;
    this.board = board;
    this.tails = tails;
    this.service = service;
  }

  static DemoPage start(
      CommandContext context, Pipeline pipeline, LearnMeter learned, Board board) {
    BoardTails tails = new BoardTails(context.settings(), pipeline, board);
    try {
      Service service = Service.start(context, pipeline, learned, board);
      service.address().ifPresent(url -> context.err().println("live page on " + url));
      return new DemoPage(context, board, tails, service);
    } catch (RuntimeException e) {
      tails.close();
      throw e;
    }
  }

  /** Shows how many documents are on their way. */
  void underway(String topic, long documents) {
    Map<String, Long> lag = Map.of(topic, documents);
    board.behind(true, lag);
    if (System.nanoTime() - refreshed > REFRESH_NANOS) {
      refreshed = System.nanoTime();
      service.refresh(lag);
    }
  }

  /** Goes on showing the end, until the user stops it. */
  void keep() {
    tails.close();
    board.enter(Board.Phase.FINISHED);
    context.err().println("finished; the page stays until Ctrl-C");
    try (Interruption.Registration polled = context.interruption().polled()) {
      while (!context.interruption().requested()) {
        Pause.millis(LOOK_MILLIS);
      }
    }
  }

  @Override
  public void close() {
    service.close();
    tails.close();
  }
}
