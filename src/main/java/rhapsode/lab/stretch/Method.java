package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import rhapsode.context.MethodSpec;
import rhapsode.context.Presets;
import rhapsode.context.Stretch;

/**
 * A way to read texts: what the file says, or a point on the axes of long contexts.
 *
 * @param spec its spelling in reports: "none", or methods and presets with " + " between them, each
 *     as in an option, with the axis before it unless that is rotation
 * @param stretch what it asks for
 */
public record Method(String spec, Stretch stretch) {
  /** What the file itself asks for. */
  public static final Method NONE = new Method("none", Stretch.NONE);

  private static final String JOINT = " + ";
  private static final String PRESET = "preset ";

  /** The point on the axes that these are, and its spelling. */
  public static Method of(Stretch stretch) {
    String spec =
        Stream.of(stretch.rotation(), stretch.distance(), stretch.sight(), stretch.retention())
            .flatMap(List::stream)
            .filter(each -> !each.name().equals("none"))
            .map(Method::spelled)
            .collect(Collectors.joining(JOINT));
    return spec.isEmpty() ? NONE : new Method(spec, stretch);
  }

  private static String spelled(MethodSpec method) {
    String axis = method.option().replace("--", "");
    return axis.equals("rotation") ? method.toString() : axis + " " + method;
  }

  /** A preset. */
  public static Method preset(String name) {
    return new Method(PRESET + name, Presets.of(name));
  }

  /**
   * What a spelling stands for.
   *
   * @throws rhapsode.RhapsodeException if it is none
   */
  public static Method parse(String spec) {
    if (spec.equals(NONE.spec)) {
      return NONE;
    }
    if (spec.startsWith(PRESET)) {
      return preset(spec.substring(PRESET.length()));
    }
    List<String> rotation = new ArrayList<>();
    List<String> distance = new ArrayList<>();
    List<String> sight = new ArrayList<>();
    List<String> retention = new ArrayList<>();
    for (String part : spec.split(" \\+ ", -1)) {
      int space = part.indexOf(' ');
      String method = part.substring(space + 1);
      switch (part.substring(0, Math.max(0, space))) {
        case "distance" -> distance.add(method);
        case "sight" -> sight.add(method);
        case "retention" -> retention.add(method);
        default -> rotation.add(method);
      }
    }
    return of(Stretch.parse(rotation, distance, sight, retention));
  }
}
