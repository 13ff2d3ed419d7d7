package rhapsode.cli;

import java.util.Arrays;
import rhapsode.RhapsodeException;

/** Token ids on the command line: numbers parted by commas or spaces. */
final class Ids {
  private Ids() {}

  static int[] parse(String text) {
    return Arrays.stream(text.split("[,\\s\\[\\]]+"))
        .filter(part -> !part.isEmpty())
        .mapToInt(Ids::parseOne)
        .toArray();
  }

  private static int parseOne(String part) {
    try {
      return Integer.parseInt(part);
    } catch (NumberFormatException wrong) {
      throw new RhapsodeException("'%s' is no token id; give numbers like 1,2,3".formatted(part));
    }
  }
}
