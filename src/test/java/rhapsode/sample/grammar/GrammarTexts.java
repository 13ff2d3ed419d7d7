package rhapsode.sample.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** Holds texts against grammars, and makes texts that fit. */
public final class GrammarTexts {
  private GrammarTexts() {}

  /** Whether {@code text} is one of the grammar's. */
  public static boolean fits(Grammar grammar, String text) {
    return fits(new StateSpace(grammar.productions()), text);
  }

  static boolean fits(StateSpace space, String text) {
    State state = space.start();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      state = state.after(b);
    }
    return state.mayEnd();
  }

  /** All single bytes, and random pieces of {@code sample}, which may cut characters in two. */
  public static List<byte[]> vocabulary(String sample, int size, Random random) {
    List<byte[]> pieces = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      pieces.add(new byte[] {(byte) b});
    }
    byte[] bytes = sample.getBytes(StandardCharsets.UTF_8);
    while (pieces.size() < size) {
      int from = random.nextInt(bytes.length);
      int to = Math.min(bytes.length, from + 1 + random.nextInt(6));
      pieces.add(Arrays.copyOfRange(bytes, from, to));
    }
    return pieces;
  }

  /** A token grammar whose last token, after those of {@code vocabulary}, ends a text. */
  public static TokenGrammar tokens(Grammar grammar, List<byte[]> vocabulary) {
    int end = vocabulary.size();
    BitSet ends = new BitSet();
    ends.set(end);
    TokenTrie trie = TokenTrie.of(end + 1, id -> id == end ? null : vocabulary.get(id));
    return new TokenGrammar(grammar, trie, ends);
  }
}
