package rhapsode.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import rhapsode.bindings.gen.RhapsodeH;
import rhapsode.bindings.gen.rh_check_result;

/**
 * What came of checking the kernels of an op against the reference.
 *
 * @param op the op
 * @param isa the instruction set whose kernels were checked
 * @param cases how many cases were compared
 * @param failures how many lay outside their bound
 * @param worst the largest error met, in units of its bound
 * @param firstFailure a sentence on the first failing case, or ""
 */
public record KernelCheck(
    String op, String isa, int cases, int failures, double worst, String firstFailure) {
  static {
    NativeLibrary.load();
  }

  /** Checks one op, one of {@link NativeLibrary#ops}, on one instruction set. */
  public static KernelCheck run(String op, String isa) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = rh_check_result.allocate(arena);
      int kind = NativeLibrary.ops().indexOf(op);
      NativeLibrary.check(
          RhapsodeH.rh_check_op(kind, arena.allocateFrom(isa), 1, 0, result),
          "checking %s on %s".formatted(op, isa));
      return new KernelCheck(
          op,
          isa,
          rh_check_result.cases(result),
          rh_check_result.failures(result),
          rh_check_result.worst(result),
          rh_check_result.first_failure(result).getString(0));
    }
  }

  /** Whether there were cases and each lay within its bound. */
  public boolean passed() {
    return failures == 0 && cases > 0;
  }
}
