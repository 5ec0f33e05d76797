package dev.freshet.app;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The same promises on a broker of its own, where a container engine is at hand. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerPipelineTest extends PipelineContract {
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  @Container private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.3.1");

  @Override
  List<String> broker() {
    return List.of(
        "--bootstrap-server",
        KAFKA.getBootstrapServers(),
        "--set",
        "topics.prefix=t" + PREFIXES.incrementAndGet() + ".");
  }
}
