package rhapsode.sample.grammar.schema;

import java.util.ArrayList;
import java.util.List;
import rhapsode.sample.grammar.Expr;
import rhapsode.sample.grammar.Expr.Repeat;

/**
 * Between how many characters a pattern takes.
 *
 * @param min the fewest
 * @param max the most, {@link Repeat#UNBOUNDED} for any number
 */
record Lengths(int min, int max) {
  /** The lengths of what a pattern takes. */
  static Lengths of(Expr pattern) {
    return switch (pattern) {
      case Expr.Chars _ -> new Lengths(1, 1);
      case Expr.Text text -> {
        int length = text.text().codePointCount(0, text.text().length());
        yield new Lengths(length, length);
      }
      case Expr.Sequence sequence ->
          sequence.parts().stream().map(Lengths::of).reduce(new Lengths(0, 0), Lengths::plus);
      case Expr.Choice choice ->
          choice.alternatives().stream().map(Lengths::of).reduce(Lengths::or).orElseThrow();
      case Repeat repeat -> {
        Lengths once = of(repeat.part());
        yield new Lengths(times(once.min, repeat.min()), times(once.max, repeat.max()));
      }
      case Expr.Ref _ -> throw new IllegalArgumentException("a pattern refers to no rule");
    };
  }

  /**
   * What {@code pattern} takes of these lengths; null where that is no pattern that can be found by
   * counting one of its repetitions differently.
   */
  Expr narrow(Expr pattern) {
    Lengths all = of(pattern);
    if (all.min >= min && all.max <= max) {
      return pattern;
    }
    if (all.min > max || all.max < min) {
      return Json.NOTHING;
    }
    return switch (pattern) {
      case Repeat(Expr.Chars one, int fewest, int most) -> {
        int least = Math.max(fewest, min);
        int limit = Math.min(most, max);
        yield new Repeat(one, least, limit);
      }
      case Expr.Choice choice -> {
        List<Expr> narrowed = choice.alternatives().stream().map(this::narrow).toList();
        yield narrowed.contains(null) ? null : new Expr.Choice(narrowed);
      }
      case Expr.Sequence sequence -> narrowOneOf(sequence.parts());
      default -> null;
    };
  }

  /** Where all parts but one have fixed lengths, that one takes what is left. */
  private Expr narrowOneOf(List<Expr> parts) {
    Lengths fixed = new Lengths(0, 0);
    int free = -1;
    for (int i = 0; i < parts.size(); i++) {
      Lengths lengths = of(parts.get(i));
      if (lengths.min == lengths.max) {
        fixed = fixed.plus(lengths);
      } else if (free >= 0) {
        return null;
      } else {
        free = i;
      }
    }
    int most = max == Repeat.UNBOUNDED ? max : max - fixed.min;
    Expr narrowed = new Lengths(Math.max(0, min - fixed.min), most).narrow(parts.get(free));
    if (narrowed == null) {
      return null;
    }
    List<Expr> all = new ArrayList<>(parts);
    all.set(free, narrowed);
    return new Expr.Sequence(all);
  }

  private Lengths plus(Lengths other) {
    return new Lengths(sum(min, other.min), sum(max, other.max));
  }

  private Lengths or(Lengths other) {
    return new Lengths(Math.min(min, other.min), Math.max(max, other.max));
  }

  private static int sum(int a, int b) {
    return (int) Math.min((long) a + b, Repeat.UNBOUNDED);
  }

  private static int times(int length, int count) {
    return (int) Math.min((long) length * count, Repeat.UNBOUNDED);
  }
}
