package rhapsode.sample.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import rhapsode.sample.Constraint;
import rhapsode.sample.Pieces;
import rhapsode.sample.Sampler;
import rhapsode.sample.SamplingOptions;

/** What a sampler draws under a grammar, against probabilities computed here. */
class ConstrainedSamplingTest {
  private static final int DRAWS = 20_000;
  private static final int VOCABULARY = 600;

  private final Random random = new Random(4);
  private final List<byte[]> pieces =
      GrammarTexts.vocabulary("one two 12 345 abc 9 8 77", VOCABULARY, random);
  private final float[] logits = new float[VOCABULARY + 1];

  ConstrainedSamplingTest() {
    for (int id = 0; id < logits.length; id++) {
      logits[id] = (float) random.nextGaussian() * 2;
    }
  }

  @Test
  void drawsAmongTheAllowedAlone() {
    TokenGrammar digits = tokens("root ::= [0-9]{1,20}");
    BitSet allowed = digits.constraint().allowed();
    assertTrue(allowed.cardinality() > 10 && !allowed.get(VOCABULARY));
    assertDistribution(digits, "samplers", "temperature", ranked(allowed));
    // The 5 likeliest of the allowed, whether all tokens have to be looked at or a few will do.
    assertDistribution(digits, "samplers", "top_k", ranked(allowed).subList(0, 5));
    TokenGrammar almostAny = tokens("root ::= [^q]*");
    assertDistribution(
        almostAny, "samplers", "top_k", ranked(almostAny.constraint().allowed()).subList(0, 5));
  }

  @Test
  void greedyTakesTheLikeliestAllowed() {
    TokenGrammar digits = tokens("root ::= [0-9]{1,20}");
    for (Object[] chain : new Object[][] {{"temp", 0}, {"temp", 0, "repeat-penalty", 1.5}}) {
      SamplingOptions options = SamplingOptions.STANDARD;
      for (int i = 0; i < chain.length; i += 2) {
        options = options.with((String) chain[i], chain[i + 1]);
      }
      GrammarConstraint constraint = digits.constraint();
      int token = new Sampler(options, Pieces.NONE, List.of(), constraint).next(logits, List.of());
      assertEquals(ranked(digits.constraint().allowed()).getFirst(), token);
    }
  }

  @Test
  void endsExactlyWhereTheGrammarMay() {
    GrammarConstraint constraint = tokens("root ::= \"ab\" \"c\"?").constraint();
    assertFalse(constraint.allows(VOCABULARY));
    constraint.accept('a');
    assertFalse(constraint.mayEnd());
    assertFalse(constraint.allowed().get(VOCABULARY));
    constraint.accept('b');
    assertTrue(constraint.mayEnd() && !constraint.isOver());
    assertTrue(constraint.allows(VOCABULARY) && constraint.allowed().get(VOCABULARY));
    GrammarConstraint copy = constraint.copy();
    constraint.accept('c');
    assertTrue(constraint.isOver() && !copy.isOver());
  }

  @Test
  void noTokenWhereTheVocabularyHasNone() {
    List<byte[]> letters = List.of(new byte[] {'a'}, new byte[] {'b'});
    TokenGrammar tokens = GrammarTexts.tokens(Grammar.parse("test", "root ::= \"ax\""), letters);
    Sampler sampler =
        new Sampler(SamplingOptions.STANDARD, Pieces.NONE, List.of(), tokens.constraint());
    assertEquals(0, sampler.next(new float[] {1, 5, 9}, List.of()));
    assertEquals(Sampler.NONE, sampler.next(new float[] {1, 5, 9}, List.of(0)));
  }

  @Test
  void aStateMovesToANewSpace() {
    Grammar grammar = Grammar.parse("test", "root ::= (\"(\" root{0,2} \")\" | [a-zé] | \"12\")*");
    State state = new StateSpace(grammar.productions()).start();
    for (byte b : "((a(12)bé)(()é))12(".getBytes(StandardCharsets.UTF_8)) {
      State moved = new StateSpace(grammar.productions()).adopt(state);
      assertEquals(state.mayEnd(), moved.mayEnd());
      for (int next = 0; next < 256; next++) {
        assertEquals(state.after((byte) next).isDead(), moved.after((byte) next).isDead());
      }
      state = moved.after(b);
      assertFalse(state.isDead());
    }
  }

  /** Masks are shared by states that only differ in their counts; a walk of one's own shows it. */
  @Test
  void countsFarFromTheirEnd() {
    Grammar grammar =
        Grammar.parse(
            "test", "root ::= ([a-z]{0,60} [0-9]{2,40} (\"(\" [a-zé]{0,30} \")\"){0,25}){0,9}");
    GrammarConstraint constraint = GrammarTexts.tokens(grammar, pieces).constraint();
    State state = new StateSpace(grammar.productions()).start();
    String text =
        "abcde".repeat(12) + "9".repeat(40) + "(abc)()".repeat(12) + "(" + "é".repeat(29) + ")12(";
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      BitSet expected = new BitSet();
      for (int id = 0; id < VOCABULARY; id++) {
        State after = state;
        for (byte next : pieces.get(id)) {
          after = after.after(next);
        }
        expected.set(id, !after.isDead());
      }
      expected.set(VOCABULARY, state.mayEnd());
      assertEquals(expected, constraint.allowed());
      assertTrue(expected.get(b & 0xFF));
      constraint.accept(b & 0xFF);
      state = state.after(b);
    }
  }

  @Test
  void deepNesting() {
    GrammarConstraint constraint =
        tokens("root ::= (\"(\" root \")\" | [a-z0-9]{1,400})*").constraint();
    String nested = "(".repeat(2000) + "abc1".repeat(90) + ")".repeat(1999);
    for (byte b : nested.getBytes(StandardCharsets.UTF_8)) {
      assertTrue(constraint.allows(b));
      constraint.accept(b);
    }
    assertFalse(constraint.mayEnd());
    constraint.accept(')');
    assertTrue(constraint.mayEnd() && !constraint.allows(')') && constraint.allows('('));
  }

  private TokenGrammar tokens(String grammar) {
    return GrammarTexts.tokens(Grammar.parse("test", grammar), pieces);
  }

  private List<Integer> ranked(BitSet allowed) {
    return allowed.stream()
        .boxed()
        .sorted(Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparing(id -> id))
        .toList();
  }

  /** Pearson's chi-squared test of draws against the softmax over {@code possible}. */
  private void assertDistribution(
      TokenGrammar tokens, String name, String chain, List<Integer> possible) {
    SamplingOptions options =
        SamplingOptions.STANDARD
            .with(name, chain)
            .with("temp", 1)
            .with("top-k", 5)
            .with("seed", 12);
    Sampler sampler = new Sampler(options, Pieces.NONE, List.of(), new Still(tokens.constraint()));
    int[] counts = new int[logits.length];
    for (int i = 0; i < DRAWS; i++) {
      counts[sampler.next(logits, List.of())]++;
    }
    double sum = possible.stream().mapToDouble(id -> Math.exp(logits[id])).sum();
    double chiSquared = 0;
    for (int id : possible) {
      double expected = DRAWS * Math.exp(logits[id]) / sum;
      chiSquared += (counts[id] - expected) * (counts[id] - expected) / expected;
    }
    assertEquals(DRAWS, possible.stream().mapToInt(id -> counts[id]).sum());
    // Wilson and Hilferty's approximation of the quantile that is exceeded once in 30,000 times.
    int freedom = possible.size() - 1;
    double limit =
        freedom * Math.pow(1 - 2 / (9.0 * freedom) + 4 * Math.sqrt(2 / (9.0 * freedom)), 3);
    assertTrue(chiSquared < limit, chiSquared + " of " + limit);
  }

  /** Stays at the first token. */
  private record Still(Constraint first) implements Constraint {
    @Override
    public boolean allows(int token) {
      return first.allows(token);
    }

    @Override
    public BitSet allowed() {
      return first.allowed();
    }

    @Override
    public void accept(int token) {}

    @Override
    public boolean mayEnd() {
      return first.mayEnd();
    }

    @Override
    public boolean isOver() {
      return first.isOver();
    }
  }
}
