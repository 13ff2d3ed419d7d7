package rhapsode.sample.grammar.schema;

import static rhapsode.sample.grammar.Expr.range;
import static rhapsode.sample.grammar.Expr.sequence;
import static rhapsode.sample.grammar.Expr.text;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import rhapsode.sample.grammar.Expr;

/** Whole numbers between two bounds, digit by digit and exactly. */
final class IntegerRange {
  private IntegerRange() {}

  /** The numbers from {@code low} to {@code high}, both included. */
  static Expr of(BigInteger low, BigInteger high) {
    List<Expr> alternatives = new ArrayList<>();
    if (low.signum() < 0) {
      BigInteger least = high.negate().max(BigInteger.ONE);
      alternatives.add(sequence(text("-"), natural(least, low.negate())));
    }
    alternatives.add(natural(low.max(BigInteger.ZERO), high));
    return new Expr.Choice(alternatives);
  }

  /** The numbers from {@code low}, 0 or more, to {@code high}. */
  static Expr natural(BigInteger low, BigInteger high) {
    List<Expr> alternatives = new ArrayList<>();
    BigInteger from = low;
    while (from.compareTo(high) <= 0) {
      BigInteger longest = BigInteger.TEN.pow(from.toString().length()).subtract(BigInteger.ONE);
      alternatives.add(between(from.toString(), longest.min(high).toString()));
      from = longest.add(BigInteger.ONE);
    }
    return new Expr.Choice(alternatives);
  }

  /** Numbers of the same count of digits. */
  private static Expr between(String low, String high) {
    if (low.isEmpty()) {
      return Expr.EMPTY;
    }
    if (low.chars().allMatch(c -> c == '0') && high.chars().allMatch(c -> c == '9')) {
      return Expr.repeat(Json.DIGIT, low.length(), low.length());
    }
    char first = low.charAt(0);
    char last = high.charAt(0);
    String lowRest = low.substring(1);
    String highRest = high.substring(1);
    String zeros = "0".repeat(lowRest.length());
    String nines = "9".repeat(lowRest.length());
    if (first == last) {
      return sequence(text(low.substring(0, 1)), between(lowRest, highRest));
    }
    List<Expr> alternatives = new ArrayList<>();
    if (!lowRest.equals(zeros)) {
      alternatives.add(sequence(text(low.substring(0, 1)), between(lowRest, nines)));
      first++;
    }
    if (!highRest.equals(nines)) {
      alternatives.add(sequence(text(high.substring(0, 1)), between(zeros, highRest)));
      last--;
    }
    if (first <= last) {
      alternatives.add(sequence(range(first, last), between(zeros, nines)));
    }
    return new Expr.Choice(alternatives);
  }
}
