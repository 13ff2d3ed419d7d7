package rhapsode.context;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is asked for on the axes of long contexts. Of several methods of an axis that are for the
 * same layer, the last one holds; a layer without any keeps what its file says.
 *
 * @param rotation by what angles positions turn
 * @param distance how far apart query and key pretend to be
 * @param sight which keys a query sees
 * @param retention which keys and values are kept
 */
public record Stretch(
    List<MethodSpec> rotation,
    List<MethodSpec> distance,
    List<MethodSpec> sight,
    List<MethodSpec> retention) {
  /** Nothing: the model as its file is. */
  public static final Stretch NONE = new Stretch(List.of(), List.of(), List.of(), List.of());

  /** Copies the lists. */
  public Stretch {
    rotation = List.copyOf(rotation);
    distance = List.copyOf(distance);
    sight = List.copyOf(sight);
    retention = List.copyOf(retention);
  }

  /** Reads the values of the options {@code --rotation}, {@code --distance} and so on. */
  public static Stretch parse(
      List<String> rotation, List<String> distance, List<String> sight, List<String> retention) {
    return new Stretch(
        specs("--rotation", rotation),
        specs("--distance", distance),
        specs("--sight", sight),
        specs("--retention", retention));
  }

  private static List<MethodSpec> specs(String option, List<String> texts) {
    return texts.stream().map(text -> MethodSpec.parse(option, text)).toList();
  }

  /** This, and then what {@code other} asks for. */
  public Stretch then(Stretch other) {
    return new Stretch(
        joined(rotation, other.rotation),
        joined(distance, other.distance),
        joined(sight, other.sight),
        joined(retention, other.retention));
  }

  private static List<MethodSpec> joined(List<MethodSpec> a, List<MethodSpec> b) {
    List<MethodSpec> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  /** What is asked for, method by method. */
  public List<Stretch> oneByOne() {
    List<Stretch> each = new ArrayList<>();
    List<MethodSpec> none = List.of();
    rotation.forEach(one -> each.add(new Stretch(List.of(one), none, none, none)));
    distance.forEach(one -> each.add(new Stretch(none, List.of(one), none, none)));
    sight.forEach(one -> each.add(new Stretch(none, none, List.of(one), none)));
    retention.forEach(one -> each.add(new Stretch(none, none, none, List.of(one))));
    return each;
  }

  /** Whether nothing is asked for. */
  public boolean isNone() {
    return equals(NONE);
  }

  @Override
  public String toString() {
    return Stream.of(rotation, distance, sight, retention)
        .flatMap(List::stream)
        .map(spec -> spec.option() + " " + spec)
        .collect(Collectors.joining(" "));
  }
}
