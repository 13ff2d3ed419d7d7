package rhapsode.sample.grammar.schema;

import java.util.Map;
import java.util.TreeSet;
import rhapsode.NearNames;

/** The formats of strings as patterns: RFC 3339's of times, RFC 4122's of UUIDs. */
final class Formats {
  /** A year of four digits that can be divided by 4, but not by 100 unless by 400. */
  private static final String LEAP_YEAR =
      "(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)";

  private static final String DATE =
      "(\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)"
          + "|02-(0[1-9]|1\\d|2[0-8]))|"
          + LEAP_YEAR
          + "-02-29)";

  private static final String TIME =
      "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)";

  private static final String HEX = "[0-9a-f]";

  private static final Map<String, String> PATTERNS =
      Map.of(
          "date",
          DATE,
          "time",
          TIME,
          "date-time",
          DATE + "T" + TIME,
          "uuid",
          HEX + "{8}(-" + HEX + "{4}){3}-" + HEX + "{12}");

  private Formats() {}

  /** The pattern of a format. */
  static String pattern(String format, Pointer where) {
    String pattern = PATTERNS.get(format);
    if (pattern == null) {
      throw where.wrong(
          "the format '%s' is not supported%s; there are %s, and 'pattern' for others"
              .formatted(
                  format,
                  NearNames.question(format, PATTERNS.keySet()),
                  String.join(", ", new TreeSet<>(PATTERNS.keySet()))));
    }
    return "^" + pattern + "$";
  }
}
