package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LayerSetTest {
  private static String text(int of, IntPredicate chosen) {
    List<Integer> layers = IntStream.range(0, of).filter(chosen).boxed().toList();
    return new LayerSet(layers, of).toString();
  }

  @Test
  void aPatternThatRepeatsIsNamedOnce() {
    assertEquals("0 of every 2", text(26, layer -> layer % 2 == 0));
    assertEquals("0-4 of every 6", text(18, layer -> layer % 6 != 5));
    assertEquals("5 of every 6", text(62, layer -> layer % 6 == 5));
    assertEquals("0-1, 3 of every 4", text(10, layer -> layer % 4 != 2));
  }

  @Test
  void othersAreListed() {
    assertEquals("all", text(5, _ -> true));
    assertEquals("0-4, 6", text(7, layer -> layer % 6 != 5));
    assertEquals("3", text(5, layer -> layer == 3));
    assertEquals("1-2, 7", text(9, layer -> layer == 1 || layer == 2 || layer == 7));
  }
}
