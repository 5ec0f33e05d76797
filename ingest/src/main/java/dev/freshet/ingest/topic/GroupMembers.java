package dev.freshet.ingest.topic;

import dev.freshet.config.FreshetException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Who is a member of a consumer group. */
public final class GroupMembers {
  private GroupMembers() {}

  /**
   * The names that its members keep over restarts; a member that stopped is one until its session
   * is over. None of a group that there is not.
   */
  public static Set<String> instanceIds(Admin admin, String group) {
    ConsumerGroupDescription described;
    try {
      described =
          Brokers.await(admin.describeConsumerGroups(List.of(group)).all(), "describe " + group)
              .get(group);
    } catch (FreshetException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Set.of();
      }
      throw e;
    }
    return described == null
        ? Set.of()
        : described.members().stream()
            .flatMap(member -> member.groupInstanceId().stream())
            .collect(Collectors.toSet());
  }
}
