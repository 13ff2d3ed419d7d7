package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rhapsode.RhapsodeException;

/** Lists of methods of an axis, as a sweep takes them: {@code none,linear:2..8,yarn:factor=4}. */
public final class MethodList {
  private static final Pattern RANGE = Pattern.compile("([0-9.]*[0-9])\\.\\.([0-9][0-9.]*)([kM]?)");

  private MethodList() {}

  /**
   * The methods of a list. A comma begins another one unless a {@code key=value} follows; a range
   * stands for its doublings, {@code 2..8} for 2, 4 and 8.
   *
   * @param option it was given to, for messages
   * @throws RhapsodeException if a range has no doublings
   */
  public static List<String> expand(String option, String text) {
    List<String> specs = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      boolean continues = part.matches("[^:@]+=.*") && !specs.isEmpty();
      if (continues) {
        specs.add(specs.removeLast() + "," + part);
      } else {
        specs.add(part.strip());
      }
    }
    return specs.stream().flatMap(spec -> ranges(option, spec).stream()).toList();
  }

  private static List<String> ranges(String option, String spec) {
    Matcher range = RANGE.matcher(spec);
    if (!range.find()) {
      return List.of(spec);
    }
    double low = Double.parseDouble(range.group(1));
    double high = Double.parseDouble(range.group(2));
    if (!(low > 0 && low <= high)) {
      throw new RhapsodeException(
          "%s %s: the range %s must rise from a number above 0, as 2..8 does"
              .formatted(option, spec, range.group()));
    }
    List<String> specs = new ArrayList<>();
    for (double value = low; value <= high; value *= 2) {
      String written = value == Math.rint(value) ? "" + (long) value : "" + value;
      String one =
          spec.substring(0, range.start()) + written + range.group(3) + spec.substring(range.end());
      specs.addAll(ranges(option, one));
    }
    return specs;
  }
}
