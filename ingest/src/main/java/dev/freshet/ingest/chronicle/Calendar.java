package dev.freshet.ingest.chronicle;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The chronicle's time: a document an hour, from the first of January 2031. */
final class Calendar {
  private static final Instant BEGIN = Instant.parse("2031-01-01T00:00:00Z");
  private static final LocalDate FIRST_DAY = LocalDate.ofInstant(BEGIN, ZoneOffset.UTC);
  private static final long DOCUMENTS_A_DAY = 24;
  private static final String[] MONTHS = {
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December"
  };

  private long dayKnown = -1;
  private String dayText = "";

  /** When a document is written; they count from 1. */
  Instant time(long document) {
    return BEGIN.plus(Duration.ofHours(document - 1));
  }

  /** Whether two documents are of one day. */
  boolean isSameDay(long document, long other) {
    return day(document) == day(other);
  }

  /** The day, as in "3 March 2031". */
  String written(long document) {
    long day = day(document);
    if (day != dayKnown) {
      LocalDate date = FIRST_DAY.plusDays(day);
      dayText =
          date.getDayOfMonth() + " " + MONTHS[date.getMonthValue() - 1] + " " + date.getYear();
      dayKnown = day;
    }
    return dayText;
  }

  private static long day(long document) {
    return (document - 1) / DOCUMENTS_A_DAY;
  }
}
