package rhapsode.testing;

import java.util.List;
import rhapsode.bindings.NativeLibrary;

/** The instruction sets that this machine can run. */
public final class Isas {
  private Isas() {}

  /** The reference first, the strongest last. */
  public static List<String> here() {
    return NativeLibrary.instructionSets();
  }
}
