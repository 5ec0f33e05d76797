package dev.freshet.adapter.signals;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** The warnings of one class, while it is open. */
final class CapturedLog implements AutoCloseable {
  private final LoggerContext context = LoggerContext.getContext(false);
  private final Lines lines = new Lines();
  private final String name;

  CapturedLog(Class<?> of) {
    name = of.getName();
    LoggerConfig logger = new LoggerConfig(name, Level.WARN, /* additive= */ false);
    logger.addAppender(lines, Level.WARN, null);
    lines.start();
    context.getConfiguration().addLogger(name, logger);
    context.updateLoggers();
  }

  List<String> lines() {
    return List.copyOf(lines.written);
  }

  @Override
  public void close() {
    context.getConfiguration().removeLogger(name);
    context.updateLoggers();
    lines.stop();
  }

  private static final class Lines extends AbstractAppender {
    private final List<String> written = new CopyOnWriteArrayList<>();

    Lines() {
      super("lines", null, null, /* ignoreExceptions= */ false, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      written.add(event.getMessage().getFormattedMessage());
    }
  }
}
