package rhapsode.context.rotation;

import rhapsode.model.Rope;

/** By what angle a position turns each pair of values in a head. */
public interface Rotation {
  /** Nothing turns: the layer knows no positions, or by other means. */
  @SuppressWarnings("ClassInitializationDeadlock") // nothing else may name Unturned
  Rotation NONE = new Unturned();

  /** The figures of the file that it follows; {@link #NONE} follows none. */
  Rope rope();

  /**
   * How the frequencies were stretched, "none", "linear", ..: a name of {@link RotationMethods}.
   */
  String scaling();

  /**
   * Radians by which one position turns each pair, when the sequence is {@code length} tokens long.
   * Where the length matters, keys in a cache belong to the length they were made for.
   */
  double[] frequencies(int length);

  /** Factor of all cosines and sines, when the sequence is {@code length} tokens long. */
  double magnitude(int length);

  /** What a query's pair is multiplied with besides. */
  default double queryFactor(int pair, int position) {
    return 1;
  }

  /** What a key's pair is multiplied with besides. */
  default double keyFactor(int pair, int position) {
    return 1;
  }

  /** Whether queries and keys have other factors. */
  default boolean unlike() {
    return false;
  }

  /**
   * Two lengths with the same regime have the same frequencies; a constant where length is nothing.
   */
  default int regime(int length) {
    return 0;
  }

  /** The longest sequence of the first regime, where there are two; 0 where there is one. */
  default int border() {
    return 0;
  }
}
