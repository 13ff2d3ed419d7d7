package rhapsode.sample.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Recognizes a grammar byte by byte, all derivations at once: Earley's method (1970, "An Efficient
 * Context-Free Parsing Algorithm") in the form of a graph-structured stack (Tomita 1985).
 *
 * <p>A state is a set of items, an item a position and a return node, and a node again a set of
 * items: those to go on with when a rule is done. Equal sets are one object. A rule that ends with
 * another hands its own node on, so that repetitions come back to the state they began with; then
 * states, and what is remembered of them, serve for the whole of a long text. They are made when
 * first asked for, and so is each of their successors.
 *
 * <p>Not for use by several threads at once.
 */
final class StateSpace {
  /** States and nodes beyond which it is time to begin a new space. */
  private static final int FULL = 200_000;

  private final Productions grammar;
  private final int[] ruleOf; // by rank
  private final int[] capped; // by position: another one that is alike
  private final List<long[]> nodes = new ArrayList<>();
  private final List<Integer> alikeNodes = new ArrayList<>(); // by node
  private final Map<Items, Integer> nodeNumbers = new HashMap<>();
  private final Map<Items, State> states = new HashMap<>();
  private final Map<Items, State> closed = new HashMap<>(); // by the items that were advanced
  private final State start;
  private final State dead;

  // Of the closure being made.
  private final LongSet done = new LongSet();
  private final LongSet result = new LongSet();
  private final LongSet[] returns; // by rule: the items to go on with after it
  private final BitSet called = new BitSet(); // ranks of rules

  /** A space that tells all states apart. */
  StateSpace(Productions grammar) {
    this(grammar, Integer.MAX_VALUE - 2);
  }

  /**
   * A space that knows states to be alike.
   *
   * @param bytes how many the next ones are to be, for which alike states are no different
   */
  StateSpace(Productions grammar, int bytes) {
    this.grammar = grammar;
    // One more than can be used up, and one that the walk through the symbol itself has begun.
    capped = grammar.capped(bytes + 2);
    ruleOf = new int[grammar.rank().length];
    for (int rule = 0; rule < ruleOf.length; rule++) {
      ruleOf[grammar.rank()[rule]] = rule;
    }
    returns = new LongSet[ruleOf.length];
    int accept = node(new long[] {Items.item(Productions.ACCEPT, 0)});
    call(grammar.root(), Items.item(Productions.ACCEPT, accept));
    if (grammar.nullable()[grammar.root()]) {
      result.add(Items.item(Productions.ACCEPT, 0));
    }
    start = finish();
    dead = state(new long[0]);
  }

  /** Before the first byte. */
  State start() {
    return start;
  }

  /** Where nothing fits any more. */
  State dead() {
    return dead;
  }

  /** Whether so much is remembered that a new space should take over. */
  boolean isFull() {
    return nodes.size() + states.size() + closed.size() > FULL;
  }

  /** The state of this space that is {@code state} of another one of the same grammar. */
  State adopt(State state) {
    StateSpace other = state.space();
    BitSet reached = new BitSet();
    List<Integer> ahead = new ArrayList<>();
    other.reach(state.items(), reached, ahead);
    while (!ahead.isEmpty()) {
      other.reach(other.nodes.get(ahead.removeLast()), reached, ahead);
    }
    // A node only refers to older ones, whose numbers are lower.
    int[] numbers = new int[reached.length()];
    reached.stream().forEach(node -> numbers[node] = node(moved(other.nodes.get(node), numbers)));
    return state(moved(state.items(), numbers));
  }

  private void reach(long[] items, BitSet reached, List<Integer> ahead) {
    for (long item : items) {
      int node = Items.node(item);
      if (!reached.get(node)) {
        reached.set(node);
        ahead.add(node);
      }
    }
  }

  private static long[] moved(long[] items, int[] numbers) {
    return Arrays.stream(items)
        .map(item -> Items.item(Items.position(item), numbers[Items.node(item)]))
        .sorted()
        .toArray();
  }

  /** The state after any byte of that class. */
  State successor(State from, int kind) {
    int count = 0;
    long[] advanced = new long[from.items().length];
    for (long item : from.items()) {
      if (grammar.classes().taken()[grammar.symbols()[Items.position(item)]][kind]) {
        advanced[count++] = Items.advanced(item);
      }
    }
    Items key = new Items(Arrays.copyOf(advanced, count));
    State known = closed.get(key);
    if (known == null) {
      known = close(key.values());
      closed.put(key, known);
    }
    return known;
  }

  private State close(long[] advanced) {
    for (long item : advanced) {
      done.add(item);
    }
    for (int i = 0; i < done.size(); i++) {
      step(done.get(i));
    }
    return finish();
  }

  /** What an item behind at least one byte leads to without another one. */
  private void step(long item) {
    int symbol = grammar.symbols()[Items.position(item)];
    if (symbol == Productions.END) {
      for (long waiting : nodes.get(Items.node(item))) {
        done.add(waiting);
      }
    } else if (symbol >= 0) {
      result.add(item);
    } else {
      call(~symbol, Items.advanced(item));
      if (grammar.nullable()[~symbol]) {
        done.add(Items.advanced(item));
      }
    }
  }

  /** Expands the rules that were called, each after all that may call it, and makes the state. */
  private State finish() {
    for (int rank = called.nextSetBit(0); rank >= 0; rank = called.nextSetBit(rank + 1)) {
      int rule = ruleOf[rank];
      int node = node(returns[rule].sorted());
      returns[rule] = null;
      for (int position : grammar.starts()[rule]) {
        expand(rule, position, node);
      }
    }
    State state = state(result.sorted());
    called.clear();
    done.clear();
    result.clear();
    return state;
  }

  /**
   * What a sequence of a rule begins with. That the rule is empty is none of it: those who called
   * it went on already.
   */
  private void expand(int rule, int position, int node) {
    int symbol = grammar.symbols()[position];
    while (symbol < 0) {
      if (~symbol != rule) {
        call(~symbol, Items.item(position + 1, node));
      }
      if (!grammar.nullable()[~symbol]) {
        return;
      }
      symbol = grammar.symbols()[++position];
    }
    if (symbol != Productions.END) {
      result.add(Items.item(position, node));
    }
  }

  private void call(int rule, long after) {
    if (returns[rule] == null) {
      returns[rule] = new LongSet();
    }
    called.set(grammar.rank()[rule]);
    if (grammar.symbols()[Items.position(after)] == Productions.END) {
      for (long waiting : nodes.get(Items.node(after))) {
        returns[rule].add(waiting);
      }
    } else {
      returns[rule].add(after);
    }
  }

  private int node(long[] items) {
    Integer known = nodeNumbers.putIfAbsent(new Items(items), nodes.size());
    if (known != null) {
      return known;
    }
    int number = nodes.size();
    nodes.add(items);
    alikeNodes.add(number);
    long[] alike = alike(items);
    if (!Arrays.equals(alike, items)) {
      alikeNodes.set(number, node(alike));
    }
    return number;
  }

  /** The state that stands for all that are alike. */
  State alike(State state) {
    return state(alike(state.items()));
  }

  /** The older nodes that items refer to have their like already. */
  private long[] alike(long[] items) {
    return Arrays.stream(items)
        .map(item -> Items.item(capped[Items.position(item)], alikeNodes.get(Items.node(item))))
        .sorted()
        .distinct()
        .toArray();
  }

  private State state(long[] items) {
    return states.computeIfAbsent(new Items(items), _ -> new State(this, items, grammar.classes()));
  }
}
