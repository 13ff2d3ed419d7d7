package rhapsode.token;

import java.util.BitSet;

/**
 * Finds the special tokens in a text, the longest at each place from the left.
 *
 * <p>Only where a byte begins some special token is the vocabulary asked, about every length that a
 * special token with this first byte has, so a text without special tokens is passed over quickly.
 */
final class SpecialSplitter {
  /** Receives a text in its parts. */
  interface Parts {
    /** Text without special tokens; {@code fresh} at the beginning and after a special token. */
    void text(int from, int to, boolean fresh);

    /** A special token. */
    void special(int id);
  }

  private final Vocabulary vocabulary;
  private final BitSet[] lengths = new BitSet[256]; // of the special tokens with that first byte
  private final BitSet eatsSpaceBefore = new BitSet(); // by id
  private final BitSet eatsSpaceAfter = new BitSet();

  SpecialSplitter(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    for (int id = 0; id < vocabulary.size(); id++) {
      if (vocabulary.type(id).isSpecial() && vocabulary.length(id) > 0) {
        int first = vocabulary.first(id) & 0xFF;
        if (lengths[first] == null) {
          lengths[first] = new BitSet();
        }
        lengths[first].set(vocabulary.length(id));
      }
    }
  }

  /** White space before this token belongs to it. */
  void eatSpaceBefore(int id) {
    eatsSpaceBefore.set(id);
  }

  /** White space after every special token but those in {@code except} belongs to it. */
  void eatSpaceAfterAllBut(BitSet except) {
    for (int id = 0; id < vocabulary.size(); id++) {
      if (vocabulary.type(id).isSpecial() && !except.get(id)) {
        eatsSpaceAfter.set(id);
      }
    }
  }

  /**
   * Cuts a text in UTF-8.
   *
   * @param controls whether control tokens are recognized; user-defined ones always are
   */
  void split(byte[] text, boolean controls, Parts parts) {
    int from = 0;
    boolean fresh = true;
    int at = 0;
    while (at < text.length) {
      int id = lengths[text[at] & 0xFF] == null ? StringIndex.NONE : longest(text, at, controls);
      if (id == StringIndex.NONE) {
        at++;
        continue;
      }
      int to = eatsSpaceBefore.get(id) ? trimEnd(text, from, at) : at;
      if (to > from) {
        parts.text(from, to, fresh);
      }
      parts.special(id);
      fresh = true;
      at += vocabulary.length(id);
      if (eatsSpaceAfter.get(id)) {
        at = skipSpace(text, at);
      }
      from = at;
    }
    if (from < text.length) {
      parts.text(from, text.length, fresh);
    }
  }

  private int longest(byte[] text, int at, boolean controls) {
    BitSet candidates = lengths[text[at] & 0xFF];
    int end = Math.min(text.length, at + candidates.length() - 1);
    int hash = StringIndex.EMPTY_HASH;
    int found = StringIndex.NONE;
    for (int i = at; i < end; i++) {
      hash = StringIndex.extend(hash, text[i]);
      if (candidates.get(i + 1 - at)) {
        int id = vocabulary.find(text, at, i + 1, hash);
        if (id != StringIndex.NONE && isWanted(vocabulary.type(id), controls)) {
          found = id;
        }
      }
    }
    return found;
  }

  private static boolean isWanted(TokenType type, boolean controls) {
    return type == TokenType.USER_DEFINED || (controls && type.isSpecial());
  }

  private static int trimEnd(byte[] text, int from, int to) {
    while (to > from && isSpace(text[to - 1])) {
      to--;
    }
    return to;
  }

  private static int skipSpace(byte[] text, int at) {
    while (at < text.length && isSpace(text[at])) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
