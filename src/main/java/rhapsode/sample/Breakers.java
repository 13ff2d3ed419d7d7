package rhapsode.sample;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds texts that end a repetition, also where they are spread over tokens. */
final class Breakers {
  private final List<byte[]> texts;
  private final Pieces pieces;
  private final int longest;
  private final Map<Integer, Boolean> inToken = new HashMap<>();

  Breakers(List<String> texts, Pieces pieces) {
    this.texts = texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    this.pieces = pieces;
    longest = this.texts.stream().mapToInt(text -> text.length).max().orElse(0);
  }

  /** Whether a token has a breaker in it. */
  boolean isIn(int id) {
    return !texts.isEmpty() && inToken.computeIfAbsent(id, this::search);
  }

  private boolean search(int id) {
    return texts.stream().anyMatch(text -> Bytes.find(pieces.of(id), text, 0) >= 0);
  }

  /** How many tokens have come since the last breaker ended. */
  int tokensSince(int[] newestFirst) {
    byte[] following = {};
    for (int age = 0; age < newestFirst.length && !texts.isEmpty(); age++) {
      if (isIn(newestFirst[age])) {
        return age;
      }
      byte[] piece = pieces.of(newestFirst[age]);
      byte[] whole = Bytes.concat(piece, following, longest - 1 + piece.length);
      for (byte[] text : texts) {
        int at = Bytes.find(whole, text, 0);
        if (at >= 0) {
          return ageOfByte(newestFirst, age, at + text.length - 1);
        }
      }
      following = Bytes.head(whole, longest - 1);
    }
    return newestFirst.length;
  }

  /** The token, as its age, that holds a byte, counted from the beginning of token {@code age}. */
  private int ageOfByte(int[] newestFirst, int age, int offset) {
    int holder = age;
    int left = offset;
    while (left >= pieces.of(newestFirst[holder]).length) {
      left -= pieces.of(newestFirst[holder--]).length;
    }
    return holder;
  }
}
