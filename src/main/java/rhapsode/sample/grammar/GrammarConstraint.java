package rhapsode.sample.grammar;

import java.util.BitSet;
import rhapsode.sample.Constraint;

/** The tokens that go on as a grammar wants it. */
public final class GrammarConstraint implements Constraint {
  private final TokenGrammar grammar;
  private State state;
  private long nanos;

  GrammarConstraint(TokenGrammar grammar, State state) {
    this.grammar = grammar;
    this.state = state;
  }

  @Override
  public boolean allows(int token) {
    long start = System.nanoTime();
    boolean allows = grammar.allows(state, token);
    nanos += System.nanoTime() - start;
    return allows;
  }

  @Override
  public BitSet allowed() {
    long start = System.nanoTime();
    BitSet allowed = grammar.allowed(state);
    nanos += System.nanoTime() - start;
    return allowed;
  }

  @Override
  public void accept(int token) {
    long start = System.nanoTime();
    state = grammar.after(state, token);
    nanos += System.nanoTime() - start;
  }

  @Override
  public boolean mayEnd() {
    return state.mayEnd();
  }

  @Override
  public boolean isOver() {
    return state.isOver();
  }

  /** Another sequence that stands where this one does. */
  public GrammarConstraint copy() {
    return new GrammarConstraint(grammar, state);
  }

  /** Time spent so far. */
  public long nanos() {
    return nanos;
  }
}
