package rhapsode.run;

import rhapsode.sample.Pieces;
import rhapsode.token.Tokenizer;

/** The texts of a tokenizer's tokens, kept once they were asked for. */
final class TokenPieces implements Pieces {
  private static final byte[] NOTHING = {};

  private final Tokenizer tokenizer;
  private final byte[][] known;

  TokenPieces(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    known = new byte[tokenizer.size()][];
  }

  @Override
  public int size() {
    return known.length;
  }

  @Override
  public byte[] of(int id) {
    if (id >= known.length) {
      // Some models have more logits than tokens.
      return NOTHING;
    }
    if (known[id] == null) {
      known[id] = tokenizer.isControl(id) ? NOTHING : tokenizer.pieceBytes(id);
    }
    return known[id];
  }
}
