package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.Settings;
import dev.freshet.ingest.topic.TopicAdmin;
import dev.freshet.ingest.topic.TopicPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The topics on a broker. */
@Command(
    name = "topics",
    description = "Lay out the topics on a broker.",
    subcommands = TopicsCommand.Create.class)
final class TopicsCommand {
  @Command(
      name = "create",
      description = "Create the topics that are missing, and check those that are there.")
  static final class Create implements FreshetCommand {
    @Option(names = "--dry-run", description = "Only show how each topic would be.")
    private boolean dryRun;

    @Override
    public ExitCode run(CommandContext context) {
      Settings settings = context.settings();
      List<TopicPlan> plans = TopicPlan.all(settings);
      List<String> created = List.of();
      if (!dryRun) {
        try (Cluster cluster = Cluster.open(context)) {
          created = TopicAdmin.ensure(cluster.admin(), plans);
        }
      }
      List<TopicRow> rows = TopicRow.all(settings, plans);
      if (context.json()) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("topics", rows);
        document.put("created", dryRun ? null : created);
        context.print(document);
      } else {
        context.out().print(table(rows));
        if (!dryRun) {
          context
              .out()
              .println(
                  created.size() + " created, " + (rows.size() - created.size()) + " were there");
        }
      }
      return ExitCode.OK;
    }
  }

  private static String table(List<TopicRow> rows) {
    List<List<String>> cells = new ArrayList<>(List.of(TopicRow.HEAD));
    rows.forEach(row -> cells.add(row.cells()));
    return TextTable.of(cells);
  }
}
