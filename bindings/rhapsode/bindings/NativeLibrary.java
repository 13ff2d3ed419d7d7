package rhapsode.bindings;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import rhapsode.RhapsodeException;
import rhapsode.bindings.gen.RhapsodeH;
import rhapsode.bindings.gen.rh_kernel_info;

/**
 * Loads the native library, once, before the first call into it, and answers what concerns no
 * device.
 *
 * <p>The library is the file named by the system property {@code rhapsode.native}, else the copy
 * packed into the jar, which is unpacked to a temporary file.
 */
public final class NativeLibrary {
  private NativeLibrary() {}

  private static final Path FILE = locate();

  static {
    System.load(FILE.toString());
    int version = RhapsodeH.rh_abi_version();
    if (version != RhapsodeH.RH_ABI_VERSION()) {
      throw new RhapsodeException(
          "the native library has ABI version %d, wanted %d; build the project again"
              .formatted(version, RhapsodeH.RH_ABI_VERSION()));
    }
  }

  /** Makes sure that the library is loaded. */
  static void load() {
    // The work is done by the static initializer.
  }

  /** The file that was loaded. */
  public static Path file() {
    return FILE;
  }

  /** What the processor offers, as the library sees it: "avx2 fma f16c ...". */
  public static String processorFeatures() {
    return RhapsodeH.rh_processor_features().getString(0);
  }

  /** The instruction sets that there are kernels for and that run here, weakest first. */
  public static List<String> instructionSets() {
    return List.of(RhapsodeH.rh_instruction_sets().getString(0).split(", "));
  }

  /** The names of all ops in the order of their kinds. */
  public static List<String> ops() {
    List<String> names = new ArrayList<>();
    for (int kind = 0; kind < RhapsodeH.RH_OP_COUNT(); kind++) {
      names.add(RhapsodeH.rh_op_name(kind).getString(0));
    }
    return names;
  }

  /** Throws unless {@code status} is success. */
  static void check(int status, String what) {
    if (status != RhapsodeH.RH_OK()) {
      throw new NativeException(what, RhapsodeH.rh_last_error().getString(0));
    }
  }

  /** Kernel {@code index} of the table that {@code device} uses. */
  static Kernel kernel(MemorySegment device, int index) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = rh_kernel_info.allocate(arena);
      check(RhapsodeH.rh_kernel_describe(device, index, info), "kernel " + index);
      return new Kernel(
          rh_kernel_info.op(info).getString(0),
          rh_kernel_info.variant(info).getString(0),
          rh_kernel_info.isa(info).getString(0));
    }
  }

  private static Path locate() {
    String named = System.getProperty("rhapsode.native");
    if (named != null) {
      return Path.of(named).toAbsolutePath();
    }
    String file = System.mapLibraryName("rhapsode");
    try (InputStream packed = NativeLibrary.class.getResourceAsStream("/rhapsode/native/" + file)) {
      if (packed == null) {
        throw new RhapsodeException(
            "this build holds no native library for %s on %s; build the project on this machine"
                .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
      }
      Path copy = Files.createTempFile("rhapsode", file);
      Files.copy(packed, copy, StandardCopyOption.REPLACE_EXISTING);
      copy.toFile().deleteOnExit();
      return copy;
    } catch (IOException e) {
      throw new RhapsodeException("the native library could not be unpacked: " + e.getMessage(), e);
    }
  }
}
