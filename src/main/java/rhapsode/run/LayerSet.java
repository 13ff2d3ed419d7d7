package rhapsode.run;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some of a model's layers. Its text is their pattern: "0-4 of every 6", or else "0-2, 5".
 *
 * @param layers their numbers, in order
 * @param of how many layers the model has
 */
public record LayerSet(List<Integer> layers, int of) {
  @Override
  public String toString() {
    if (layers.size() == of) {
      return "all";
    }
    for (int period = 2; 2 * period <= of; period++) {
      if (repeats(period)) {
        int end = period;
        return ranges(layers.stream().filter(layer -> layer < end).toList())
            + " of every "
            + period;
      }
    }
    return ranges(layers);
  }

  private boolean repeats(int period) {
    return IntStream.range(period, of)
        .allMatch(layer -> layers.contains(layer) == layers.contains(layer % period));
  }

  private static String ranges(List<Integer> numbers) {
    List<String> ranges = new ArrayList<>();
    for (int start = 0; start < numbers.size(); ) {
      int end = start;
      while (end + 1 < numbers.size() && numbers.get(end + 1) == numbers.get(end) + 1) {
        end++;
      }
      int first = numbers.get(start);
      ranges.add(end == start ? "" + first : first + "-" + numbers.get(end));
      start = end + 1;
    }
    return String.join(", ", ranges);
  }
}
