package rhapsode.context.sight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.context.MethodSpec;

class SightMethodsTest {
  private static final int LENGTH = 90;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "causal",
        "window:7",
        "sinks:count=3,window=8",
        "sinks:count=0,window=1",
        "chunked:16",
        "strided:8",
        "strided:1",
        "dilated:size=5,dilation=3",
        "fixed:stride=8,columns=2",
        "fixed:stride=4,columns=4"
      })
  void noKeyIsSeenTwiceOrAfterTheQueryAndTheOwnOneIs(String method) {
    Sight sight = sight(method);
    for (int position = 0; position < LENGTH; position++) {
      List<Integer> seen = seen(sight, position);
      assertEquals(seen.size(), new HashSet<>(seen).size(), method + " at " + position);
      assertTrue(seen.contains(position), method + " at " + position);
      int last = position;
      assertTrue(seen.stream().allMatch(key -> key >= 0 && key <= last));
      assertTrue(sight.spans(position).size() <= sight.mostSpans());
    }
    for (int order = 1; order < sight.orders(); order++) {
      int[] positions = sight.order(order, LENGTH);
      for (int i = 1; i < positions.length; i++) {
        assertTrue(positions[i - 1] < positions[i]);
      }
      assertTrue(positions.length == 0 || positions[positions.length - 1] < LENGTH);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "window:3 | 8 9 10",
        "sinks:count=2,window=3 | 0 1 8 9 10",
        "chunked:4 | 8 9 10",
        "strided:4 | 2 6 7 8 9 10",
        "dilated:size=3,dilation=2 | 6 8 10",
        "fixed:stride=4,columns=1 | 3 7 8 9 10",
      })
  void whatTheTenthPositionSees(String method, String keys) {
    assertEquals(
        keys,
        seen(sight(method), 10).stream()
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(" ")));
  }

  private static Sight sight(String method) {
    MethodSpec spec = MethodSpec.parse("--sight", method);
    return SightMethods.ALL.find(spec).maker().of(SightMethods.ALL.arguments(spec, LENGTH));
  }

  private static List<Integer> seen(Sight sight, int position) {
    List<Integer> seen = new ArrayList<>();
    for (Span span : sight.spans(position)) {
      int[] order =
          span.order() == 0
              ? IntStream.range(0, LENGTH).toArray()
              : sight.order(span.order(), LENGTH);
      for (int i = span.first(); i < span.end(); i++) {
        seen.add(order[i]);
      }
    }
    return seen;
  }
}
