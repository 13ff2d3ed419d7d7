package rhapsode.sample.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.RhapsodeException;

class GbnfParserTest {
  /** What llama.cpp's grammars/README.md shows, in one grammar. */
  private static final String CHESS =
      """
      # Chess, as in the description of the notation
      root ::= (
          # it must start with the characters "1. " followed by a sequence
          "1. " move " " move "\\n"
          ([1-9] [0-9]? ". " move " " move "\\n")+
      )
      move ::= (pawn | nonpawn | castle) [+#]?
      pawn ::= ([a-h] "x")? [a-h] [1-8] ("=" [NBKQR])? |
        "never"
      nonpawn ::= [NBKQR] [a-h]? [1-8]? "x"? [a-h] [1-8]
      castle  ::= "O-O" "-O"?
      """;

  @Test
  void notationOfTheDescription() {
    Grammar chess = Grammar.parse("chess", CHESS);
    assertTrue(GrammarTexts.fits(chess, "1. e4 e5\n2. Nf3 Nc6\n3. Bb5 O-O\n"));
    assertTrue(GrammarTexts.fits(chess, "1. exd5 O-O-O+\n12. never a1=Q#\n"));
    assertEquals(false, GrammarTexts.fits(chess, "1. e4 e5\n"));
    assertEquals(false, GrammarTexts.fits(chess, "1. e4 e9\n2. Nf3 Nc6\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "root ::= \"a\"{2,3} ~ aa,aaa ~ a,aaaa",
        "root ::= \"ab\"{2} ~ abab ~ ab,ababab,abb",
        "root ::= \"a\"{2,} \"b\"? ~ aa,aaaab ~ a,ab",
        "root ::= [^a-y]+ ~ z,é😀 ~ a,zq",
        "root ::= . . ~ ab,é😀 ~ a,abc",
        "root ::= [\\x41-\\x43\\u00e9\\U0001F600-\\U0001F602-] ~ A,C,é,😁,- ~ D,@,😃",
        "root ::= [a\\]\\\\^-] \"\\\"\" ~ a\",]\",\\\",^\",-\" ~ b\"",
        "`root ::= a-1 | \"\" # end\na-1 ::= \"x\" root` ~ x,xxx,ε ~ y,xy",
        "root ::= (\"a\"? \"b\"*)* ~ ab,aab,bb,ε ~ c",
        "`root ::= \"a\"* root2\nroot2 ::= \"c\"? root2 | \"b\"` ~ b,acb,aaccb ~ a,ac,bb"
      })
  void texts(String grammar, String fitting, String others) {
    Grammar parsed = Grammar.parse("test", grammar);
    for (String text : fitting.split(",", -1)) {
      assertTrue(GrammarTexts.fits(parsed, text.replace("ε", "")), text);
    }
    for (String text : others.split(",", -1)) {
      assertEquals(false, GrammarTexts.fits(parsed, text), text);
    }
  }

  @Test
  void countsBeyondMemory() {
    String huge = "root ::= " + "\"a\"{100000} ".repeat(21);
    RhapsodeException refusal =
        assertThrows(RhapsodeException.class, () -> Grammar.parse("test", huge));
    assertTrue(refusal.getMessage().contains("more than 2000000 symbols"), refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "root ::= \"a ~ line 1, column 10: the text that begins here has no closing quote",
        "root ::= [a ~ line 1, column 10: the character class that begins here has no ']'",
        "root ::= (\"a\" ~ line 1, column 10: the group that begins here has no ')'",
        "root ::= \"a\") ~ line 1, column 13: ')' can't stand here; no group is open",
        "root = \"a\" ~ line 1, column 6: '::=' must follow the name 'root'",
        "`root ::= \"a\"\n"
            + "| \"b\"` ~ line 2, column 1: a rule's name must stand here, not '|'; put the '|'",
        "`root ::= \"a\"\n  foo` ~ line 2, column 6: '::=' must follow the name 'foo'",
        "`root ::= wrd\n"
            + "word ::= \"a\"` ~ line 1, column 10: there is no rule 'wrd'; did you mean 'word'?",
        "`root ::= \"a\"\nroot ::= \"b\"` ~ line 2, column 1: the rule 'root' is defined twice",
        "word ::= \"a\" ~ test has no rule 'root'",
        "root ::= \"\\q\" ~ line 1, column 11: no such escape",
        "root ::= \"\\u12\" ~ line 1, column 11: the escape must have 4 hexadecimal digits",
        "root ::= \"\\ud83d\" ~ line 1, column 11: U+D83D is no character",
        "root ::= [z-a] ~ line 1, column 11: the range ends before it begins",
        "root ::= * ~ line 1, column 10: '*' has nothing before it to repeat",
        "root ::= \"a\"*? ~ line 1, column 14: two repetitions follow one another",
        "root ::= \"a\"{3,2} ~ line 1, column 13: the repetition {3,2} ends before it begins",
        "root ::= \"a\"{x} ~ line 1, column 14: a number must stand here",
        "root ::= \"a\"{999999} ~ line 1, column 14: a repetition counts up to 100000",
        "root ::= <think> ~ line 1, column 10: '<' can't stand here; tokens as terminals",
        "root ::= expr⏎expr ::= term | expr \"+\" term⏎term ::= \"1\" ~ the rule 'expr' begins with"
            + " itself (expr -> expr)",
        "root ::= \"x\"? a⏎a ::= b \"1\"⏎b ::= \"c\"* a | \"d\" ~ the rule 'a' begins with itself"
            + " (a -> b -> a)",
        "root ::= \"a\" root ~ nothing of finite length fits the rule 'root'",
        "root ::= [] ~ nothing of finite length fits the rule 'root'"
      })
  void refused(String grammar, String words) {
    RhapsodeException refusal =
        assertThrows(
            RhapsodeException.class, () -> Grammar.parse("test", grammar.replace('⏎', '\n')));
    assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
  }
}
