package rhapsode.lab.bench;

import rhapsode.bindings.Device;
import rhapsode.bindings.Peak;
import rhapsode.bindings.Work;

/**
 * What a machine can do at most, and so how fast it could do some work: the roofline model
 * (Williams, Waterman &amp; Patterson 2009, <a
 * href="https://doi.org/10.1145/1498765.1498785">doi:10.1145/1498765.1498785</a>).
 *
 * @param readRate bytes a second from memory
 * @param integerRate multiply-adds of 8-bit integers a second
 * @param floatRate multiply-adds of 32-bit floats a second
 */
public record Limits(double readRate, double integerRate, double floatRate) {
  /** Measures them with the team and the instruction set of {@code device}, in a second or two. */
  public static Limits measure(Device device) {
    return new Limits(
        device.measure(Peak.READ), device.measure(Peak.INT8), device.measure(Peak.FLOAT32));
  }

  /**
   * The least seconds for {@code work}: to read what must come from memory, or to do all
   * multiply-adds, whichever takes longer, as both can go on at once.
   */
  public double seconds(Work work) {
    double reading = work.memoryBytes() / readRate;
    double multiplying = work.integerProducts() / integerRate + work.floatProducts() / floatRate;
    return Math.max(reading, multiplying);
  }
}
