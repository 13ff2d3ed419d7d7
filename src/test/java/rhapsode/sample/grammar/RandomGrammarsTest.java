package rhapsode.sample.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import rhapsode.RhapsodeException;

/** Random grammars with random tokens, against a recognizer that tries everything. */
class RandomGrammarsTest {
  private static final int GRAMMARS = 200;
  private static final int TOKENS = 12;
  private static final String SAMPLE = "abba é aé€ab😀a€ 0a1b2c ü€€😀😀 baab cab ac é0é1";
  private static final String[] TERMINALS = {
    "\"a\"",
    "\"b\"",
    "\"ab\"",
    "\"é\"",
    "\"€a\"",
    "\"😀\"",
    "[ab]",
    "[a-c]",
    "[à-ü]",
    "[^a-z\\n]",
    "[0-9]",
    "\"\\u20ac\"",
    "[\\U0001F600-\\U0001F60F]",
    "\"\"",
    "\"\\x61\""
  };

  @Test
  void allowExactlyWhatGoesOn() {
    Random random = new Random(20);
    List<byte[]> vocabulary = GrammarTexts.vocabulary(SAMPLE, 400, random);
    int ended = 0;
    for (int made = 0; made < GRAMMARS; ) {
      String text = grammar(random);
      Grammar grammar;
      try {
        grammar = Grammar.parse("grammar", text);
      } catch (RhapsodeException leftRecursion) {
        assertTrue(leftRecursion.getMessage().contains("begins with itself"), text);
        continue;
      }
      made++;
      TokenGrammar tokens = GrammarTexts.tokens(grammar, vocabulary);
      ended += write(grammar, text, tokens, vocabulary, random) ? 1 : 0;
    }
    assertTrue(ended > GRAMMARS / 2, ended + " texts came to an end");
  }

  /** Writes a text token by token; returns whether it came to an end. */
  private static boolean write(
      Grammar grammar, String source, TokenGrammar tokens, List<byte[]> vocabulary, Random random) {
    GrammarConstraint constraint = tokens.constraint();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    int end = vocabulary.size();
    for (int i = 0; i < TOKENS; i++) {
      String at = source + "\nafter '" + written + "'";
      for (int probe = 0; probe < 20; probe++) {
        int token = random.nextInt(end + 1);
        assertEquals(
            expected(grammar, written.toByteArray(), token, vocabulary),
            constraint.allows(token),
            at + " token " + token);
      }
      BitSet allowed = constraint.allowed();
      for (int token = 0; token <= end; token++) {
        assertEquals(constraint.allows(token), allowed.get(token), at);
      }
      assertEquals(BruteForce.fits(grammar, written.toByteArray()), constraint.mayEnd(), at);
      if (constraint.isOver() || (constraint.mayEnd() && random.nextInt(4) == 0)) {
        return true;
      }
      int[] choice = allowed.stream().filter(token -> token != end).toArray();
      int token = choice[random.nextInt(choice.length)];
      assertTrue(expected(grammar, written.toByteArray(), token, vocabulary), at);
      written.writeBytes(vocabulary.get(token));
      constraint.accept(token);
    }
    return false;
  }

  private static boolean expected(
      Grammar grammar, byte[] written, int token, List<byte[]> vocabulary) {
    if (token == vocabulary.size()) {
      return BruteForce.fits(grammar, written);
    }
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    more.writeBytes(written);
    more.writeBytes(vocabulary.get(token));
    return BruteForce.begins(grammar, more.toByteArray());
  }

  /** Rules that refer to one another at will; the last alternative of each is a terminal. */
  private static String grammar(Random random) {
    int count = 1 + random.nextInt(4);
    StringBuilder text = new StringBuilder();
    for (int rule = 0; rule < count; rule++) {
      text.append(rule == 0 ? "root" : "r" + rule).append(" ::= ");
      text.append(alternatives(random, count, 2));
      text.append(" | ").append(TERMINALS[random.nextInt(TERMINALS.length)]).append('\n');
    }
    return text.toString();
  }

  private static String alternatives(Random random, int rules, int depth) {
    StringBuilder text = new StringBuilder();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " | ");
      int parts = random.nextInt(4);
      for (int part = 0; part < parts; part++) {
        text.append(part(random, rules, depth)).append(repetition(random)).append(' ');
      }
    }
    return text.toString();
  }

  private static String part(Random random, int rules, int depth) {
    return switch (random.nextInt(6)) {
      case 0 -> {
        int rule = random.nextInt(rules);
        yield rule == 0 ? "root" : "r" + rule;
      }
      case 1 -> depth == 0 ? "\"c\"" : "(" + alternatives(random, rules, depth - 1) + ")";
      default -> TERMINALS[random.nextInt(TERMINALS.length)];
    };
  }

  private static String repetition(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> "*";
      case 1 -> "+";
      case 2 -> "?";
      case 3 -> "{2}";
      case 4 -> "{1,3}";
      case 5 -> "{2,}";
      default -> "";
    };
  }
}
