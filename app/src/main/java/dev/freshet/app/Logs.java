package dev.freshet.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go: nowhere, or to a file of bounded size in the state folder; never to the
 * terminal, which is for the command's own words.
 */
final class Logs {
  private static final String FILE = "freshet.log";
  private static final String SIZE = "8MiB";
  private static final int OLD_FILES = 3;
  private static final String PATTERN = "%d{ISO8601} %-5p [%t] %c{1.}: %m%n%xThrowable";

  /** It has a line for every try, hundreds in a second, while a transaction is undecided. */
  private static final String COMMITS_UNDECIDED =
      "org.apache.kafka.clients.admin.internals.ListConsumerGroupOffsetsHandler";

  private static volatile @Nullable Path file;

  private Logs() {}

  /** Before any logger is made: nothing is written anywhere. */
  static void start() {
    ConfigurationBuilder<BuiltConfiguration> quiet = builder();
    Configurator.reconfigure(quiet.add(quiet.newRootLogger(Level.OFF)).build());
  }

  /** From now on into a folder that is there. */
  static synchronized void into(Path folder) {
    Path target = folder.resolve(FILE);
    if (!target.equals(file)) {
      Configurator.reconfigure(rolling(target));
      file = target;
    }
  }

  private static BuiltConfiguration rolling(Path target) {
    ConfigurationBuilder<BuiltConfiguration> builder = builder();
    AppenderComponentBuilder appender =
        builder
            .newAppender("file", "RollingFile")
            .addAttribute("fileName", target.toString())
            .addAttribute("filePattern", target + ".%i")
            .add(builder.newLayout("PatternLayout").addAttribute("pattern", PATTERN))
            .addComponent(
                builder.newComponent("SizeBasedTriggeringPolicy").addAttribute("size", SIZE))
            .addComponent(
                builder
                    .newComponent("DefaultRolloverStrategy")
                    .addAttribute("max", OLD_FILES)
                    .addAttribute("fileIndex", "min"));
    return builder
        .add(appender)
        .add(builder.newRootLogger(Level.WARN).add(builder.newAppenderRef("file")))
        .add(builder.newLogger("dev.freshet", Level.INFO))
        .add(builder.newLogger(COMMITS_UNDECIDED, Level.ERROR))
        .build();
  }

  private static ConfigurationBuilder<BuiltConfiguration> builder() {
    return ConfigurationBuilderFactory.newConfigurationBuilder()
        .setStatusLevel(Level.OFF)
        .setShutdownHook("disable");
  }

  /**
   * Keeps what is of no use on the terminal.
   *
   * @return the file that has it: the log, or a new one among the temporary files where there is
   *     none, or none any more
   */
  static String keep(Throwable fault) {
    Path log = file;
    if (log != null && Files.exists(log)) {
      LoggerFactory.getLogger(Logs.class).error("internal fault", fault);
      return log.toString();
    }
    try {
      Path own = Files.createTempFile("freshet-fault-", ".log");
      try (PrintWriter writer =
          new PrintWriter(Files.newBufferedWriter(own, StandardCharsets.UTF_8))) {
        fault.printStackTrace(writer);
      }
      return own.toString();
    } catch (IOException e) {
      return "nothing: no log could be written";
    }
  }

  /** From now on nowhere: the folder is about to go. */
  static synchronized void leave() {
    if (file != null) {
      start();
      file = null;
    }
  }

  /** Writes out what is pending; nothing is logged after. */
  static void close() {
    LogManager.shutdown();
  }
}
