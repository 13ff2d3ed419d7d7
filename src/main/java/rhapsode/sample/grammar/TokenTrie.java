package rhapsode.sample.grammar;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The tokens of a vocabulary in the order of their bytes, as a tree: those that begin alike share a
 * path, so that they are followed, and given up, together. Made once for a model; never changes.
 */
public final class TokenTrie {
  private static final int ID_BITS = 24;
  private static final int STEP = 4; // bytes whose number and an id fit into a long
  private static final int ENDED = 0; // in place of a byte, where a text has no more

  private final byte[][] bytes; // by token; null where a token is no text
  private final int[] tokens; // in the order of the nodes
  // By node, parents before children and the children of each in their order.
  private final byte[] labels;
  private final int[] depths;
  private final int[] ends; // the node after the last descendant
  private final int[] firsts; // of the node's tokens; one more at the end
  private final int longest; // text of a token

  private TokenTrie(
      byte[][] bytes,
      int[] tokens,
      byte[] labels,
      int[] depths,
      int[] ends,
      int[] firsts,
      int longest) {
    this.bytes = bytes;
    this.tokens = tokens;
    this.labels = labels;
    this.depths = depths;
    this.ends = ends;
    this.firsts = firsts;
    this.longest = longest;
  }

  /**
   * The tree of a vocabulary.
   *
   * @param size the number of tokens
   * @param bytes the bytes of a token's text; null where it has none
   */
  public static TokenTrie of(int size, IntFunction<byte[]> bytes) {
    byte[][] all = new byte[size][];
    for (int id = 0; id < size; id++) {
      byte[] text = bytes.apply(id);
      all[id] = text == null || text.length == 0 ? null : text;
    }
    int[] ids = IntStream.range(0, size).filter(id -> all[id] != null).toArray();
    sort(all, ids, 0, ids.length, 0);
    return build(all, ids);
  }

  /**
   * Sorts tokens whose first {@code known} bytes are the same. The next few bytes fit into a number
   * together with the id, so that plain numbers are sorted; what then is the same goes round again.
   */
  private static void sort(byte[][] bytes, int[] ids, int from, int to, int known) {
    long[] keys = new long[to - from];
    for (int i = from; i < to; i++) {
      keys[i - from] = next(bytes[ids[i]], known) << ID_BITS | ids[i];
    }
    Arrays.sort(keys);
    int same = 0; // where those with the same bytes begin
    for (int i = 0; i < keys.length; i++) {
      ids[from + i] = (int) keys[i] & ((1 << ID_BITS) - 1);
      long next = keys[i] >>> ID_BITS;
      if (i + 1 == keys.length || keys[i + 1] >>> ID_BITS != next) {
        if (i > same && next != ENDED) {
          sort(bytes, ids, from + same, from + i + 1, known + STEP);
        }
        same = i + 1;
      }
    }
  }

  /** A number that orders like the {@value #STEP} bytes from {@code at}. */
  private static long next(byte[] text, int at) {
    long number = 0;
    for (int i = at; i < at + STEP; i++) {
      number = number * 257 + (i < text.length ? 1 + (text[i] & 0xFF) : ENDED);
    }
    return number;
  }

  private static TokenTrie build(byte[][] bytes, int[] sorted) {
    int most = 0;
    int longest = 0;
    byte[] last = {};
    for (int id : sorted) {
      most += bytes[id].length - common(last, bytes[id]);
      longest = Math.max(longest, bytes[id].length);
      last = bytes[id];
    }
    byte[] labels = new byte[most];
    int[] depths = new int[most];
    int[] ends = new int[most];
    int[] firsts = new int[most + 1];
    int[] path = new int[longest + 1]; // nodes by depth
    int nodes = 0;
    int open = 0; // length of the path
    last = new byte[0];
    for (int i = 0; i < sorted.length; i++) {
      byte[] text = bytes[sorted[i]];
      int shared = common(last, text);
      while (open > shared) {
        ends[path[open--]] = nodes;
      }
      while (open < text.length) {
        labels[nodes] = text[open];
        firsts[nodes] = i;
        path[++open] = nodes;
        depths[nodes++] = open;
      }
      last = text;
    }
    while (open > 0) {
      ends[path[open--]] = nodes;
    }
    firsts[nodes] = sorted.length;
    return new TokenTrie(bytes, sorted, labels, depths, ends, firsts, longest);
  }

  private static int common(byte[] a, byte[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  /** Bytes of the longest text. */
  int longest() {
    return longest;
  }

  /** The number of tokens, those without text included. */
  int size() {
    return bytes.length;
  }

  /** The state after the text of {@code token}; dead if that can't follow or it has no text. */
  State after(State state, int token) {
    // Some models have more logits than tokens.
    byte[] text = token < bytes.length ? bytes[token] : null;
    if (text == null) {
      return state.space().dead();
    }
    for (int i = 0; i < text.length && !state.isDead(); i++) {
      state = state.after(text[i]);
    }
    return state;
  }

  /** Adds to {@code allowed} the tokens whose text may follow. */
  void collect(State state, BitSet allowed) {
    State[] path = new State[longest + 1];
    path[0] = state;
    int node = 0;
    while (node < labels.length) {
      int depth = depths[node];
      State next = path[depth - 1].after(labels[node]);
      if (next.isDead()) {
        node = ends[node];
      } else {
        path[depth] = next;
        for (int i = firsts[node]; i < firsts[node + 1]; i++) {
          allowed.set(tokens[i]);
        }
        node++;
      }
    }
  }
}
