package rhapsode.testing;

import java.util.List;
import java.util.stream.Stream;
import rhapsode.bindings.Device;
import rhapsode.bindings.NativeException;

/** The instruction sets that this machine can run. */
public final class Isas {
  private Isas() {}

  /** The reference first; those that the processor lacks are named on standard output. */
  public static List<String> here() {
    return Stream.of("reference", "avx2", "avx512", "neon").filter(Isas::runs).toList();
  }

  private static boolean runs(String isa) {
    try {
      Device.cpu(isa, 1).close();
      return true;
    } catch (NativeException lacking) {
      System.out.println("skipped: " + lacking.getMessage());
      return false;
    }
  }
}
