package rhapsode.sample.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import rhapsode.RhapsodeException;

/**
 * Turns a grammar over characters into {@link Productions} over bytes: characters beyond ASCII
 * become rules for their UTF-8, groups and repetitions become rules of their own.
 */
final class Lowering {
  /** Symbols beyond which recognizing would take more memory than an answer is worth. */
  private static final int MAX_SYMBOLS = 2_000_000;

  private final Map<String, Integer> ids = new HashMap<>();
  private final ByteTerminals terminals = new ByteTerminals();
  private final List<RuleDraft> rules = new ArrayList<>();
  private final Map<CodePoints, Integer> classes = new HashMap<>(); // the symbols of characters
  private final Map<Integer, Integer> stars = new HashMap<>(); // rule of any number of a symbol
  private final Map<Integer, List<Integer>> chains =
      new HashMap<>(); // rules of up to n of a symbol
  private int symbolCount;

  Lowering(Map<String, Expr> grammar) {
    grammar.keySet().forEach(name -> ids.put(name, newRule(name)));
    grammar.forEach((name, expr) -> define(ids.get(name), expr));
  }

  /** The result. */
  Productions productions() {
    int root = ids.get(Grammar.ROOT);
    RuleAnalysis analysis = new RuleAnalysis(rules);
    analysis.dropEndless(root);
    IntStream.Builder symbols = IntStream.builder();
    symbols.add(terminals.of(new BitSet())); // at ACCEPT
    int[][] starts = new int[rules.size()][];
    int at = Productions.ACCEPT + 1;
    for (int rule = 0; rule < starts.length; rule++) {
      List<int[]> alternatives = rules.get(rule).alternatives();
      starts[rule] = new int[alternatives.size()];
      for (int i = 0; i < alternatives.size(); i++) {
        starts[rule][i] = at;
        IntStream.of(alternatives.get(i)).forEach(symbols::add);
        symbols.add(Productions.END);
        at += alternatives.get(i).length + 1;
      }
    }
    return new Productions(
        symbols.build().toArray(),
        starts,
        analysis.nullable(),
        analysis.ranks(),
        root,
        chains.values().stream().map(Lowering::rulesOf).toList(),
        terminals.classes());
  }

  private static int[] rulesOf(List<Integer> symbols) {
    return symbols.stream().mapToInt(symbol -> ~symbol).toArray();
  }

  private int newRule(String name) {
    rules.add(new RuleDraft(name));
    return rules.size() - 1;
  }

  private void define(int rule, Expr expr) {
    List<Expr> alternatives =
        expr instanceof Expr.Choice choice ? choice.alternatives() : List.of(expr);
    for (Expr alternative : alternatives) {
      IntStream.Builder sequence = IntStream.builder();
      append(alternative, rules.get(rule).name(), sequence);
      addAlternative(rule, sequence.build().toArray());
    }
  }

  private void addAlternative(int rule, int... sequence) {
    rules.get(rule).alternatives().add(sequence);
    symbolCount += sequence.length + 1;
    if (symbolCount > MAX_SYMBOLS) {
      throw new RhapsodeException(
          "the grammar has more than %d symbols once its repetitions are written out; count lower in rule '%s'"
              .formatted(MAX_SYMBOLS, rules.get(rule).name()));
    }
  }

  private void append(Expr expr, String owner, IntStream.Builder sequence) {
    switch (expr) {
      case Expr.Text text -> {
        for (byte b : text.text().getBytes(StandardCharsets.UTF_8)) {
          sequence.add(terminals.of(b & 0xFF, b & 0xFF));
        }
      }
      case Expr.Sequence parts -> parts.parts().forEach(part -> append(part, owner, sequence));
      case Expr.Repeat repeat -> {
        int symbol = symbol(repeat.part(), owner);
        for (int i = 0; i < repeat.min(); i++) {
          sequence.add(symbol);
        }
        if (repeat.max() == Expr.Repeat.UNBOUNDED) {
          sequence.add(star(symbol, owner));
        } else if (repeat.max() > repeat.min()) {
          sequence.add(upTo(repeat.max() - repeat.min(), symbol, owner));
        }
      }
      case Expr.Chars _, Expr.Ref _, Expr.Choice _ -> sequence.add(symbol(expr, owner));
    }
  }

  private int symbol(Expr expr, String owner) {
    return switch (expr) {
      case Expr.Ref ref -> ~ids.get(ref.rule());
      case Expr.Chars chars -> classes.computeIfAbsent(chars.set(), set -> characters(set, owner));
      default -> {
        int rule = newRule(owner);
        define(rule, expr);
        yield ~rule;
      }
    };
  }

  /**
   * A terminal for characters that are one byte each, else a rule for their UTF-8; for no
   * characters a rule that nothing fits.
   */
  private int characters(CodePoints set, String owner) {
    BitSet single = new BitSet();
    List<int[]> longer = new ArrayList<>();
    for (Utf8Ranges.Bytes bytes : Utf8Ranges.of(set)) {
      if (bytes.low().length == 1) {
        single.set(bytes.low()[0], bytes.high()[0] + 1);
      } else {
        longer.add(
            IntStream.range(0, bytes.low().length)
                .map(i -> terminals.of(bytes.low()[i], bytes.high()[i]))
                .toArray());
      }
    }
    if (longer.isEmpty() && !single.isEmpty()) {
      return terminals.of(single);
    }
    int rule = newRule(owner);
    if (!single.isEmpty()) {
      addAlternative(rule, terminals.of(single));
    }
    longer.forEach(sequence -> addAlternative(rule, sequence));
    return ~rule;
  }

  /** To the right, as left recursion has no place in {@link StateSpace}. */
  private int star(int symbol, String owner) {
    return stars.computeIfAbsent(
        symbol,
        _ -> {
          int rule = newRule(owner);
          addAlternative(rule, symbol, ~rule);
          addAlternative(rule);
          return ~rule;
        });
  }

  private int upTo(int count, int symbol, String owner) {
    List<Integer> chain = chains.computeIfAbsent(symbol, _ -> new ArrayList<>());
    while (chain.size() < count) {
      int rule = newRule(owner);
      if (chain.isEmpty()) {
        addAlternative(rule, symbol);
      } else {
        addAlternative(rule, symbol, chain.getLast());
      }
      addAlternative(rule);
      chain.add(~rule);
    }
    return chain.get(count - 1);
  }
}
