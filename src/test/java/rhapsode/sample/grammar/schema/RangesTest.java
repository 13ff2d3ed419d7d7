package rhapsode.sample.grammar.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import rhapsode.sample.grammar.Expr;
import rhapsode.sample.grammar.Grammar;
import rhapsode.sample.grammar.GrammarTexts;

class RangesTest {
  private final Random random = new Random(9);

  @Test
  void wholeNumbersWithinTheirBounds() {
    for (int round = 0; round < 60; round++) {
      int a = random.nextInt(round % 2 == 0 ? 300 : 3000) - 1000;
      int b = a + random.nextInt(round % 3 == 0 ? 12 : 1500);
      Grammar range =
          new Grammar(
              Map.of(Grammar.ROOT, IntegerRange.of(BigInteger.valueOf(a), BigInteger.valueOf(b))));
      for (int i = -3200; i <= 3700; i += 1 + random.nextInt(3)) {
        assertEquals(
            a <= i && i <= b,
            GrammarTexts.fits(range, Integer.toString(i)),
            i + " in " + a + ".." + b);
      }
      for (String text : new String[] {"", "-", "-0", "007", "1.0", "+1", "1e3"}) {
        assertEquals(false, GrammarTexts.fits(range, text), text);
      }
    }
  }

  @Test
  void decimalNumbersWithinTheirBounds() {
    for (int round = 0; round < 150; round++) {
      BigDecimal low = BigDecimal.valueOf(random.nextInt(800) - 400, random.nextInt(3));
      BigDecimal high = low.add(BigDecimal.valueOf(random.nextInt(300), random.nextInt(3)));
      var lowest = new DecimalRange.Bound(low, random.nextBoolean());
      var highest = new DecimalRange.Bound(high, random.nextBoolean());
      NumberFacts facts = new NumberFacts(lowest, highest);
      Map<String, Expr> rules = new HashMap<>(Json.RULES);
      // Where nothing is in the range there is no grammar.
      rules.put(Grammar.ROOT, Expr.choice(facts.number(), Expr.text("x")));
      Grammar range = new Grammar(rules);
      for (int i = 0; i < 400; i++) {
        BigDecimal value =
            low.add(BigDecimal.valueOf(random.nextInt(4000) - 300, random.nextInt(4)));
        String text = value.toPlainString();
        assertEquals(facts.holds(value), GrammarTexts.fits(range, text), text + " in " + facts);
      }
      assertEquals(
          facts.holds(low), GrammarTexts.fits(range, low.toPlainString()), facts::toString);
      assertEquals(
          facts.holds(high), GrammarTexts.fits(range, high.toPlainString()), facts::toString);
    }
  }

  @Test
  void datesOfTheCalendar() {
    Grammar date = JsonSchema.grammar(Map.of("type", "string", "format", "date"));
    for (int year : new int[] {1600, 1700, 1900, 1999, 2000, 2023, 2024, 2100, 2400}) {
      for (int month = 0; month <= 13; month++) {
        for (int day = 0; day <= 32; day++) {
          String text = "\"%04d-%02d-%02d\"".formatted(year, month, day);
          assertEquals(exists(year, month, day), GrammarTexts.fits(date, text), text);
        }
      }
    }
  }

  private static boolean exists(int year, int month, int day) {
    try {
      return LocalDate.of(year, month, day) != null;
    } catch (DateTimeException none) {
      return false;
    }
  }
}
