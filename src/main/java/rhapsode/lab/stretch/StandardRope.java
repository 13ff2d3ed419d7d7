package rhapsode.lab.stretch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import rhapsode.arch.Architecture;
import rhapsode.context.MethodSpec;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.sight.Window;
import rhapsode.gguf.Value;

/**
 * A rotation as standard keys of a GGUF file and llama.cpp's options say it.
 *
 * @param scaling "none", "linear" or "yarn"
 * @param factor of the scaling
 * @param original tokens before the scaling
 * @param base of the frequencies
 */
public record StandardRope(String scaling, double factor, int original, double base) {
  /** Parameters that the keys have; a method with others given is not standard. */
  private static final Set<String> SAID = Set.of("factor", "original", "value");

  /**
   * How a method's rotation is said; empty where it can't be: where it grows with the text, is for
   * some layers alone, or comes with another axis.
   *
   * @param stretched the model as the method makes it
   */
  public static Optional<StandardRope> of(Method method, Architecture stretched) {
    Rotation made = stretched.rotation(Turning.fullLayer(stretched));
    if (made.equals(Rotation.NONE) || !rotationAlone(method, windowed(stretched))) {
      return Optional.empty();
    }
    double base = made.rope().base();
    int original = made.rope().originalContext();
    return switch (method.equals(Method.NONE) ? "none" : made.scaling()) {
      case "none", "base" -> Optional.of(new StandardRope("none", 1, original, base));
      case "linear", "yarn" ->
          Optional.of(new StandardRope(made.scaling(), made.rope().factor(), original, base));
      case "ntk" -> {
        // The first pair but one has the frequency b^(-2/d).
        double dimensions = made.rope().dimensions();
        double stretchedBase = Math.pow(made.frequencies(1)[1], -dimensions / 2);
        yield Optional.of(new StandardRope("none", 1, original, stretchedBase));
      }
      default -> Optional.empty();
    };
  }

  /** Whether a method asks for nothing but one rotation for all layers that files' keys reach. */
  private static boolean rotationAlone(Method method, boolean windowed) {
    List<MethodSpec> rotation = method.stretch().rotation();
    boolean others =
        !method.stretch().distance().isEmpty()
            || !method.stretch().sight().isEmpty()
            || !method.stretch().retention().isEmpty();
    if (others || rotation.size() > 1) {
      return false;
    }
    return rotation.stream()
        .allMatch(
            spec ->
                SAID.containsAll(spec.values().keySet())
                    && (spec.layers().text().equals("full")
                        || (spec.layers().text().isEmpty() && !windowed)));
  }

  private static boolean windowed(Architecture architecture) {
    for (int layer = 0; layer < architecture.layers(); layer++) {
      if (architecture.sight(layer) instanceof Window) {
        return true;
      }
    }
    return false;
  }

  /** llama.cpp's options for a context of so many tokens. */
  public String llamaCpp(int context) {
    String turned =
        scaling.equals("none")
            ? String.format(Locale.ROOT, " --rope-freq-base %.6g", base)
            : " --rope-scaling %s --rope-scale %s".formatted(scaling, number(factor));
    String yarn = scaling.equals("yarn") ? " --yarn-orig-ctx " + original : "";
    return "-c " + context + turned + yarn;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? "" + (long) value : "" + value;
  }

  /** The keys of a file that says the same and was trained, so to speak, for {@code context}. */
  Map<String, Value> keys(String architecture, int context) {
    Map<String, Value> keys = new LinkedHashMap<>();
    keys.put(architecture + ".context_length", Value.uint32(context));
    keys.put(architecture + ".rope.freq_base", Value.float32((float) base));
    keys.put(architecture + ".rope.scaling.type", Value.text(scaling));
    if (!scaling.equals("none")) {
      keys.put(architecture + ".rope.scaling.factor", Value.float32((float) factor));
      keys.put(architecture + ".rope.scaling.original_context_length", Value.uint32(original));
    }
    return keys;
  }
}
