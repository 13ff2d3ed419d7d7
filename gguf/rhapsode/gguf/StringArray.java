package rhapsode.gguf;

/** An array of strings in a GGUF file; nothing is copied or decoded before it is asked for. */
public interface StringArray {
  /** The number of strings. */
  int size();

  /** The bytes of string {@code index} as the file has them, which need not be valid UTF-8. */
  byte[] bytes(int index);

  /** String {@code index} decoded as UTF-8, with U+FFFD where it is malformed. */
  String get(int index);
}
