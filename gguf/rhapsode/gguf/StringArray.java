package rhapsode.gguf;

import java.io.ByteArrayOutputStream;

/** An array of strings in a GGUF file; nothing is copied or decoded before it is asked for. */
public interface StringArray {
  /** The number of strings. */
  int size();

  /** The bytes of string {@code index} as the file has them, which need not be valid UTF-8. */
  byte[] bytes(int index);

  /** String {@code index} decoded as UTF-8, with U+FFFD where it is malformed. */
  String get(int index);

  /** A copy of all strings, for those who look at every one of them; it outlives the file. */
  default PackedStrings packed() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int[] starts = new int[size() + 1];
    for (int i = 0; i < size(); i++) {
      bytes.writeBytes(bytes(i));
      starts[i + 1] = bytes.size();
    }
    return new PackedStrings(bytes.toByteArray(), starts);
  }
}
