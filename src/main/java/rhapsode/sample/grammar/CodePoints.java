package rhapsode.sample.grammar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A set of Unicode's characters, surrogates excluded, as ranges that rise and do not touch.
 *
 * @param ranges the ranges
 */
public record CodePoints(List<Range> ranges) {
  private static final int FIRST_SURROGATE = 0xD800;
  private static final int LAST_SURROGATE = 0xDFFF;

  /** No character. */
  public static final CodePoints NONE = new CodePoints(List.of());

  /** Every character. */
  public static final CodePoints ALL = of(0, Character.MAX_CODE_POINT);

  /** The characters from {@code low} to {@code high}, both included. */
  public record Range(int low, int high) {}

  /** The characters from {@code low} to {@code high}, both included. */
  public static CodePoints of(int low, int high) {
    return normalized(List.of(new Range(low, high)));
  }

  /** Exactly the characters of {@code text}. */
  public static CodePoints of(String text) {
    return normalized(text.codePoints().mapToObj(c -> new Range(c, c)).toList());
  }

  /** Those of this set and those of {@code other}. */
  public CodePoints or(CodePoints other) {
    List<Range> all = new ArrayList<>(ranges);
    all.addAll(other.ranges);
    return normalized(all);
  }

  /** All that are not in this set. */
  public CodePoints not() {
    List<Range> gaps = new ArrayList<>();
    int next = 0;
    for (Range range : ranges) {
      gaps.add(new Range(next, range.low - 1));
      next = range.high + 1;
    }
    gaps.add(new Range(next, Character.MAX_CODE_POINT));
    return normalized(gaps);
  }

  /** Those of this set that are not in {@code other}. */
  public CodePoints without(CodePoints other) {
    return not().or(other).not();
  }

  /** Those in both sets. */
  public CodePoints and(CodePoints other) {
    return without(other.not());
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Whether {@code codePoint} is one of them. */
  public boolean contains(int codePoint) {
    return ranges.stream().anyMatch(r -> r.low <= codePoint && codePoint <= r.high);
  }

  private static CodePoints normalized(List<Range> any) {
    List<Range> sorted =
        any.stream()
            .flatMap(CodePoints::withoutSurrogates)
            .sorted(Comparator.comparingInt(Range::low))
            .toList();
    List<Range> joined = new ArrayList<>();
    for (Range range : sorted) {
      Range last = joined.isEmpty() ? null : joined.getLast();
      if (last != null && range.low <= last.high + 1) {
        joined.set(joined.size() - 1, new Range(last.low, Math.max(last.high, range.high)));
      } else {
        joined.add(range);
      }
    }
    return new CodePoints(List.copyOf(joined));
  }

  private static Stream<Range> withoutSurrogates(Range range) {
    return Stream.of(
            new Range(range.low, Math.min(range.high, FIRST_SURROGATE - 1)),
            new Range(Math.max(range.low, LAST_SURROGATE + 1), range.high))
        .filter(part -> part.low <= part.high);
  }
}
