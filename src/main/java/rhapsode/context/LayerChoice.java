package rhapsode.context;

import java.util.BitSet;
import java.util.List;
import rhapsode.RhapsodeException;

/**
 * Which layers a method is for: {@code full} and {@code windowed} by what the file lets them see,
 * {@code even} and {@code odd} from layer 0 on, or numbers and ranges, {@code 0-3+7}.
 *
 * @param text how it was written; empty for all
 * @param numbers the layers that were named by number
 */
public record LayerChoice(String text, BitSet numbers) {
  /** Every layer. */
  public static final LayerChoice ALL = new LayerChoice("", new BitSet());

  private static final List<String> KINDS = List.of("full", "windowed", "even", "odd");
  private static final int MOST = 1 << 16;

  static LayerChoice parse(String option, String text) {
    if (KINDS.contains(text)) {
      return new LayerChoice(text, new BitSet());
    }
    BitSet numbers = new BitSet();
    for (String range : text.split("\\+", -1)) {
      if (!range.matches("\\d{1,5}(-\\d{1,5})?")) {
        throw new RhapsodeException(
            "%s knows no layers '@%s'; write @full, @windowed, @even, @odd or numbers as in @0-3+7"
                .formatted(option, text));
      }
      String[] ends = range.split("-", -1);
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      if (first > last || last > MOST) {
        throw new RhapsodeException("%s: the layers '%s' are no range".formatted(option, range));
      }
      numbers.set(first, last + 1);
    }
    return new LayerChoice(text, numbers);
  }

  /** Whether a layer is among them, of which the file says whether it has a window. */
  public boolean includes(int layer, boolean windowed) {
    return switch (text) {
      case "" -> true;
      case "full" -> !windowed;
      case "windowed" -> windowed;
      case "even" -> layer % 2 == 0;
      case "odd" -> layer % 2 == 1;
      default -> numbers.get(layer);
    };
  }

  /** What stands behind a method's name. */
  String suffix() {
    return text.isEmpty() ? "" : "@" + text;
  }
}
