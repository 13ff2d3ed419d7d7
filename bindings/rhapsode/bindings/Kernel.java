package rhapsode.bindings;

/**
 * A kernel of the native library.
 *
 * @param op the op it computes, "matmul"
 * @param variant what it is for, often a type, "q4"
 * @param isa the instruction set of the code that serves it, "avx512vnni"
 */
public record Kernel(String op, String variant, String isa) {
  @Override
  public String toString() {
    return op + "_" + variant + "_" + isa;
  }
}
