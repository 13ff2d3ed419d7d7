package rhapsode.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import rhapsode.arch.Architecture;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.sight.Window;
import rhapsode.model.Rope;

/** The facts about positions: which layers see a window, and how positions turn in which layers. */
final class PositionInfo {
  private PositionInfo() {}

  /** {@code window}, 0 for none, and the {@code windowed_layers} where there is one. */
  static Map<String, Object> window(Architecture architecture) {
    Map<String, Object> facts = new LinkedHashMap<>();
    LayerSet windowed = layers(architecture, layer -> isWindowed(architecture, layer));
    long size =
        windowed.layers().isEmpty()
            ? 0
            : ((Window) architecture.sight(windowed.layers().getFirst())).size();
    facts.put("window", size);
    if (size > 0) {
      facts.put("windowed_layers", windowed);
    }
    return facts;
  }

  /**
   * {@code rotary_positions} of the layers that see everything, and where those with a window turn
   * otherwise, {@code rotary_positions_in_window}; {@code unturned_layers} where some do not turn;
   * {@code learned_positions} where the model has such.
   */
  static Map<String, Object> rotary(Architecture architecture) {
    LayerSet unturned =
        layers(architecture, layer -> architecture.rotation(layer).equals(Rotation.NONE));
    LayerSet windowed =
        layers(
            architecture,
            layer -> isWindowed(architecture, layer) && !unturned.layers().contains(layer));
    LayerSet full =
        layers(
            architecture,
            layer -> !isWindowed(architecture, layer) && !unturned.layers().contains(layer));
    Map<String, Object> all = new LinkedHashMap<>(turning(architecture, full, windowed));
    if (!unturned.layers().isEmpty() && unturned.layers().size() < architecture.layers()) {
      all.put("unturned_layers", unturned);
    }
    if (architecture.longest() < Integer.MAX_VALUE) {
      all.put("learned_positions", (long) architecture.longest());
    }
    return all;
  }

  private static Map<String, Object> turning(
      Architecture architecture, LayerSet full, LayerSet windowed) {
    LayerSet usual = full.layers().isEmpty() ? windowed : full;
    if (usual.layers().isEmpty()) {
      return Map.of("rotary_positions", "none");
    }
    Map<String, Object> facts = rotation(architecture, usual);
    Map<String, Object> others = rotation(architecture, windowed);
    if (others.isEmpty() || others.equals(facts)) {
      return Map.of("rotary_positions", facts);
    }
    facts.put("layers", usual);
    others.put("layers", windowed);
    Map<String, Object> both = new LinkedHashMap<>();
    both.put("rotary_positions", facts);
    both.put("rotary_positions_in_window", others);
    return both;
  }

  /** What the file says by itself. */
  static Map<String, Object> rotary(Rope rope, String scaling) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("base", rope.base());
    facts.put("dimensions", (long) rope.dimensions());
    facts.put("scaling", scaling);
    facts.put("factor", rope.factor());
    return facts;
  }

  private static Map<String, Object> rotation(Architecture architecture, LayerSet layers) {
    if (layers.layers().isEmpty()) {
      return Map.of();
    }
    Rotation rotation = architecture.rotation(layers.layers().getFirst());
    Map<String, Object> facts = rotary(rotation.rope(), rotation.scaling());
    if (rotation.border() > 0) {
      // The divisors by pair take the factor's place.
      facts.remove("factor");
      facts.put("factors", "short up to %d tokens, long beyond".formatted(rotation.border()));
    }
    double magnitude = rotation.magnitude(1);
    if (magnitude != 1) {
      facts.put("magnitude", (float) magnitude);
    }
    return facts;
  }

  private static boolean isWindowed(Architecture architecture, int layer) {
    return architecture.sight(layer) instanceof Window;
  }

  private static LayerSet layers(Architecture architecture, IntPredicate chosen) {
    List<Integer> layers =
        IntStream.range(0, architecture.layers()).filter(chosen).boxed().toList();
    return new LayerSet(layers, architecture.layers());
  }
}
