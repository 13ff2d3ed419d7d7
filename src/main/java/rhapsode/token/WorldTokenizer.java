package rhapsode.token;

import java.io.ByteArrayOutputStream;
import rhapsode.RhapsodeException;
import rhapsode.gguf.Metadata;

/**
 * RWKV's "world" tokenizer (Peng et al. 2024, "Eagle and Finch"): from the left, always the longest
 * token there is. Tokens are any bytes, which files spell with the escapes of Python.
 */
final class WorldTokenizer extends Tokenizer {
  private final ByteTrie trie = new ByteTrie();

  WorldTokenizer(Metadata metadata, Vocabulary vocabulary) {
    this(
        metadata,
        vocabulary,
        SpecialTokens.of(metadata, vocabulary, SpecialTokens.Defaults.NOTHING));
  }

  private WorldTokenizer(Metadata metadata, Vocabulary vocabulary, SpecialTokens special) {
    super(
        vocabulary,
        special,
        metadata,
        special.prefix(metadata, false),
        special.suffix(metadata, false));
    for (int id = 0; id < vocabulary.size(); id++) {
      if (vocabulary.type(id) == TokenType.NORMAL) {
        trie.add(unspell(vocabulary.bytes(id)), id);
      }
    }
  }

  @Override
  void encode(byte[] utf8, int from, int to, boolean fresh, IntList ids) {
    for (int at = from; at < to; ) {
      int token = ByteTrie.NONE;
      int next = at + 1;
      int node = trie.step(ByteTrie.ROOT, utf8[at]);
      for (int end = at + 1; node != ByteTrie.NONE; end++) {
        if (trie.token(node) != ByteTrie.NONE) {
          token = trie.token(node);
          next = end;
        }
        node = end < to ? trie.step(node, utf8[end]) : ByteTrie.NONE;
      }
      ids.add(token != ByteTrie.NONE ? token : requireUnknown(utf8, at, next));
      at = next;
    }
  }

  @Override
  boolean addsSpace() {
    return false;
  }

  @Override
  byte[] unspell(byte[] spelled) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(spelled.length);
    int at = 0;
    while (at < spelled.length) {
      byte next = spelled[at++];
      if (next != '\\') {
        bytes.write(next);
        continue;
      }
      byte escape = at < spelled.length ? spelled[at++] : 0;
      switch (escape) {
        case 't' -> bytes.write('\t');
        case 'n' -> bytes.write('\n');
        case 'r' -> bytes.write('\r');
        case 'x' -> {
          int high = at + 1 < spelled.length ? Character.digit(spelled[at], 16) : -1;
          int low = high < 0 ? -1 : Character.digit(spelled[at + 1], 16);
          if (low < 0) {
            throw broken(spelled);
          }
          bytes.write(high << 4 | low);
          at += 2;
        }
        case 0 -> throw broken(spelled);
        default -> bytes.write(escape);
      }
    }
    return bytes.toByteArray();
  }

  @Override
  String kind() {
    return "RWKV world";
  }

  private static RhapsodeException broken(byte[] spelled) {
    return new RhapsodeException(
        "the vocabulary has a token spelled '"
            + Printable.of(spelled)
            + "', whose escape is cut; convert the model again");
  }
}
