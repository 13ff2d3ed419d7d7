package rhapsode.gguf;

import java.util.Set;

/**
 * The key-value part of a GGUF file.
 *
 * <p>Integers of every width and sign read as {@code long}, floats of both widths as {@code
 * double}. A getter without a fallback refuses a missing key, and every getter refuses a value of
 * another type, with a {@link rhapsode.RhapsodeException} that names the file and the key.
 */
public interface Metadata {
  /** All keys in the order of the file. */
  Set<String> keys();

  /** Whether the key is there. */
  boolean has(String key);

  /** The string under {@code key}. */
  String string(String key);

  /** The string under {@code key}, or {@code fallback} where there is none. */
  String string(String key, String fallback);

  /** The integer under {@code key}. */
  long integer(String key);

  /** The integer under {@code key}, or {@code fallback} where there is none. */
  long integer(String key, long fallback);

  /** The number under {@code key}, an integer or a float. */
  double number(String key);

  /** The number under {@code key}, or {@code fallback} where there is none. */
  double number(String key, double fallback);

  /** The boolean under {@code key}, or {@code fallback} where there is none. */
  boolean flag(String key, boolean fallback);

  /** The array of integers under {@code key}; each must fit 32 bits. */
  int[] integers(String key);

  /** The array of numbers under {@code key}. */
  float[] numbers(String key);

  /** The array of strings under {@code key}, decoded only when asked. */
  StringArray strings(String key);

  /** The array of booleans under {@code key}. */
  boolean[] flags(String key);

  /** Whether the value under {@code key} is an array. */
  boolean isArray(String key);
}
