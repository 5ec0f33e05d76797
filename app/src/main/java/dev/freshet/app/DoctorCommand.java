package dev.freshet.app;

import dev.freshet.app.doctor.Doctor;
import dev.freshet.app.doctor.Finding;
import dev.freshet.config.ExitCode;
import dev.freshet.config.Home;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** Whether this machine and these settings will do. */
@Command(
    name = "doctor",
    description = "Check this machine and the settings; exit 1 where something is missing.")
final class DoctorCommand implements FreshetCommand {
  @Override
  public ExitCode run(CommandContext context) {
    List<Finding> findings =
        new Doctor(
                context.settings(),
                context.stateFolder(),
                Home.resolve(context.settings().model().directory()))
            .examine();
    boolean well = findings.stream().noneMatch(found -> found.level() == Finding.Level.FAIL);
    if (context.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("ok", well);
      document.put("checks", findings.stream().map(DoctorCommand::document).toList());
      context.print(document);
    } else {
      findings.forEach(found -> context.out().print(text(found)));
    }
    return well ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static Map<String, Object> document(Finding found) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("check", found.name());
    document.put("level", level(found));
    document.put("message", found.message());
    document.put("remedy", found.remedy());
    return document;
  }

  private static String text(Finding found) {
    String first =
        String.format(
            Locale.ROOT, "%-4s  %-14s  %s%n", level(found), found.name(), found.message());
    return found.remedy().isEmpty()
        ? first
        : first + String.format(Locale.ROOT, "%22s%s%n", "", found.remedy());
  }

  private static String level(Finding found) {
    return found.level().name().toLowerCase(Locale.ROOT);
  }
}
