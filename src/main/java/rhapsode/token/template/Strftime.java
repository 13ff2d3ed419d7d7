package rhapsode.token.template;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The formats of {@code strftime} in the C locale. */
final class Strftime {
  private Strftime() {}

  static String format(String format, Clock clock) {
    ZonedDateTime now = ZonedDateTime.now(clock);
    Out out = new Out();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(String.valueOf(c));
        continue;
      }
      char field = format.charAt(++i);
      boolean bare = field == '-' && i + 1 < format.length();
      String text = field(bare ? format.charAt(++i) : field, now);
      out.append(bare ? unpadded(text) : text);
    }
    return out.toString();
  }

  private static String unpadded(String text) {
    int i = 0;
    while (i < text.length() - 1 && (text.charAt(i) == '0' || text.charAt(i) == ' ')) {
      i++;
    }
    return text.substring(i);
  }

  private static String field(char field, ZonedDateTime now) {
    return switch (field) {
      case '%' -> "%";
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'e' -> String.format("%2d", now.getDayOfMonth());
      case 's' -> Long.toString(now.toEpochSecond());
      case 'u' -> Integer.toString(now.getDayOfWeek().getValue());
      case 'w' -> Integer.toString(now.getDayOfWeek().getValue() % 7);
      case 'U' ->
          String.format("%02d", (now.getDayOfYear() + 6 - now.getDayOfWeek().getValue() % 7) / 7);
      case 'W' ->
          String.format(
              "%02d", (now.getDayOfYear() + 6 - (now.getDayOfWeek().getValue() + 6) % 7) / 7);
      default -> {
        String pattern = pattern(field);
        yield pattern == null
            ? "%" + field
            : DateTimeFormatter.ofPattern(pattern, Locale.US).format(now);
      }
    };
  }

  private static String pattern(char field) {
    return switch (field) {
      case 'Y' -> "uuuu";
      case 'y' -> "uu";
      case 'm' -> "MM";
      case 'd' -> "dd";
      case 'B' -> "MMMM";
      case 'b', 'h' -> "MMM";
      case 'A' -> "EEEE";
      case 'a' -> "EEE";
      case 'H' -> "HH";
      case 'I' -> "hh";
      case 'M' -> "mm";
      case 'S' -> "ss";
      case 'f' -> "SSSSSS";
      case 'p' -> "a";
      case 'j' -> "DDD";
      case 'F' -> "uuuu-MM-dd";
      case 'D', 'x' -> "MM/dd/uu";
      case 'T', 'X' -> "HH:mm:ss";
      case 'R' -> "HH:mm";
      case 'c' -> "EEE MMM ppd HH:mm:ss uuuu";
      default -> null;
    };
  }
}
