package rhapsode.bindings;

/**
 * How the outputs of one op on two devices differ, given the same inputs.
 *
 * @param expected the op as the one ran it
 * @param tested the op as the other ran it
 * @param absolute largest |difference| of two values; infinite where only one is a NaN or infinite
 * @param relative the same over the largest |value| that was expected
 * @param worst the largest difference in units of what the op's contract allows: what its check
 *     gives a kernel against the reference, nothing between two others, where any difference is
 *     infinitely large
 */
public record OpDifference(
    TraceLine expected, TraceLine tested, double absolute, double relative, double worst) {
  /** Whether the devices part here. */
  public boolean parts() {
    return worst > 1;
  }
}
