package rhapsode.token;

/** What a token is for. */
enum TokenType {
  /** A piece of text. */
  NORMAL(1),
  /** Stands for what the vocabulary cannot spell. */
  UNKNOWN(2),
  /** Steers the model (beginning, end, turns); text only becomes one when asked to. */
  CONTROL(3),
  /** Added to the vocabulary by its author: recognized in any text, before anything else. */
  USER_DEFINED(4),
  /** A free place. */
  UNUSED(5),
  /** One byte, spelled {@code <0x0A>}. */
  BYTE(6);

  private static final TokenType[] FROM_1 = values();

  private final int number;

  TokenType(int number) {
    this.number = number;
  }

  /** The number a GGUF file has for this type. */
  int number() {
    return number;
  }

  /** The type of that number; what is none counts as a piece of text. */
  static TokenType of(int number) {
    return number >= 1 && number <= FROM_1.length ? FROM_1[number - 1] : NORMAL;
  }

  /** Whether text is searched for it before it is cut into tokens. */
  boolean isSpecial() {
    return this == CONTROL || this == USER_DEFINED || this == UNKNOWN;
  }
}
