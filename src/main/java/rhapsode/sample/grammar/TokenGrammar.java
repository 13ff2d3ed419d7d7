package rhapsode.sample.grammar;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A grammar over the tokens of a model: what is remembered of it serves all sequences that have to
 * fit it. Not for use by several threads at once.
 */
public final class TokenGrammar {
  /** Bits of masks remembered: 64 MiB. */
  private static final long MAX_MASK_BITS = 1L << 29;

  private final Productions productions;
  private final TokenTrie trie;
  private final BitSet ends;
  private final Map<State, BitSet> masks; // by states that stand for all that are alike
  private StateSpace space;

  /**
   * Prepares a grammar.
   *
   * @param ends the tokens that end a text: allowed where the grammar may end, and nowhere else
   */
  public TokenGrammar(Grammar grammar, TokenTrie trie, BitSet ends) {
    this.trie = trie;
    this.ends = ends;
    productions = grammar.productions();
    space = new StateSpace(productions, trie.longest());
    long most = Math.max(16, MAX_MASK_BITS / trie.size());
    masks =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<State, BitSet> eldest) {
            return size() > most;
          }
        };
  }

  /** A new sequence. */
  public GrammarConstraint constraint() {
    return new GrammarConstraint(this, space.start());
  }

  boolean allows(State state, int token) {
    BitSet mask = masks.get(state.alike());
    if (mask != null) {
      return mask.get(token);
    }
    return ends.get(token) ? state.mayEnd() : !trie.after(state, token).isDead();
  }

  BitSet allowed(State state) {
    BitSet mask = masks.get(state.alike());
    if (mask == null) {
      mask = new BitSet(trie.size());
      trie.collect(state.alike(), mask);
      mask.andNot(ends);
      if (state.mayEnd()) {
        mask.or(ends);
      }
      masks.put(state.alike(), mask);
    }
    return mask;
  }

  State after(State state, int token) {
    return ends.get(token) ? state : trie.after(here(state), token);
  }

  /** Begins anew where too much is remembered; the state moves with it. */
  private State here(State state) {
    if (space.isFull()) {
      space = new StateSpace(productions, trie.longest());
      masks.clear();
    }
    return state.space() == space ? state : space.adopt(state);
  }
}
