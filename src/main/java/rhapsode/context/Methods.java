package rhapsode.context;

import java.util.List;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;

/**
 * The methods of one axis.
 *
 * @param axis its name, "rotation"
 * @param all in the order in which they are listed
 */
public record Methods<M>(String axis, List<Method<M>> all) {
  /**
   * The method that a spec names.
   *
   * @throws RhapsodeException if there is none
   */
  public Method<M> find(MethodSpec spec) {
    List<String> names = all.stream().map(Method::name).toList();
    return all.stream()
        .filter(method -> method.name().equals(spec.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new RhapsodeException(
                    "%s knows no method '%s'%s; there are %s"
                        .formatted(
                            spec.option(),
                            spec.name(),
                            NearNames.question(spec.name(), names),
                            String.join(", ", names))));
  }

  /** The values of a spec, for a model whose trained context is {@code original}. */
  public Arguments arguments(MethodSpec spec, int original) {
    return Arguments.of(find(spec).parameters(), spec, original);
  }
}
