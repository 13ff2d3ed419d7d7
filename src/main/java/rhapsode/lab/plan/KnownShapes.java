package rhapsode.lab.plan;

import java.util.List;
import java.util.stream.Collectors;
import rhapsode.RhapsodeException;

/** Shapes of well-known models, from their published configurations. */
public final class KnownShapes {
  private static final List<Shape> SHAPES =
      List.of(
          Shape.of("llama-2-7b", 32, 32, 32, 128, 4096, 6_738_415_616L),
          Shape.of("llama-2-70b", 80, 64, 8, 128, 4096, 68_976_648_192L),
          Shape.of("llama-3.1-8b", 32, 32, 8, 128, 131_072, 8_030_261_248L),
          new Shape("mistral-7b-v0.1", 32, 32, 8, 128, 128, 0, 32, 4096, 32_768, 7_241_732_096L));

  private KnownShapes() {}

  /**
   * The shape of that name.
   *
   * @throws RhapsodeException if there is none
   */
  public static Shape of(String name) {
    return SHAPES.stream()
        .filter(shape -> shape.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new RhapsodeException(
                    "no shape is called '%s'; there are %s, or give --layers, --heads and so on"
                        .formatted(name, names())));
  }

  /** All names, in a row. */
  public static String names() {
    return SHAPES.stream().map(Shape::name).collect(Collectors.joining(", "));
  }
}
