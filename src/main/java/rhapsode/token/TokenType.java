package rhapsode.token;

/** What a token is for; the constants stand in the order of their numbers in GGUF files, from 1. */
enum TokenType {
  /** A piece of text. */
  NORMAL,
  /** Stands for what the vocabulary cannot spell. */
  UNKNOWN,
  /** Steers the model (beginning, end, turns); text only becomes one when asked to. */
  CONTROL,
  /** Added to the vocabulary by its author: recognized in any text, before anything else. */
  USER_DEFINED,
  /** A free place. */
  UNUSED,
  /** One byte, spelled {@code <0x0A>}. */
  BYTE;

  private static final TokenType[] ALL = values();

  /** The type of that number; what is none counts as a piece of text. */
  static TokenType of(int number) {
    return number >= 1 && number <= ALL.length ? ALL[number - 1] : NORMAL;
  }

  /** Whether text is searched for it before it is cut into tokens. */
  boolean isSpecial() {
    return this == CONTROL || this == USER_DEFINED || this == UNKNOWN;
  }
}
