package rhapsode.token.template;

/** A string under construction that stays within the budget. */
final class Out {
  private final StringBuilder text = new StringBuilder();

  Out append(String part) {
    Budget.allocate(part.length());
    if (text.length() + (long) part.length() > Budget.MAX_TEXT) {
      throw new TemplateError("it makes a text longer than " + (Budget.MAX_TEXT >> 20) + " MB");
    }
    text.append(part);
    return this;
  }

  Out repeat(String part, long count) {
    if (count > 0 && !part.isEmpty()) {
      Budget.allocate(Math.multiplyExact(part.length(), Math.min(count, Budget.MAX_TEXT + 1L)));
      text.repeat(part, (int) count);
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
