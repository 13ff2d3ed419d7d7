package rhapsode.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import rhapsode.bindings.gen.RhapsodeH;
import rhapsode.bindings.gen.rh_difference;
import rhapsode.bindings.gen.rh_trace;

/**
 * A processor that runs tapes, with its buffers and its team of threads. One thread at a time may
 * use a device.
 */
public final class Device implements AutoCloseable {
  static {
    NativeLibrary.load();
  }

  private final MemorySegment handle;
  private final int threads;
  private final ExpertLoad expertLoad = new ExpertLoad();
  private boolean closed;

  private Device(MemorySegment handle, int threads) {
    this.handle = handle;
    this.threads = threads;
  }

  /**
   * Opens the processor of this machine.
   *
   * @param isa the strongest instruction set to use, one of {@link
   *     NativeLibrary#instructionSets()}, or null for the best there is
   * @param threads size of the team, the calling thread included
   */
  public static Device cpu(String isa, int threads) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment place = arena.allocate(ValueLayout.ADDRESS);
      MemorySegment name = isa == null ? MemorySegment.NULL : arena.allocateFrom(isa);
      NativeLibrary.check(
          RhapsodeH.rh_device_open(arena.allocateFrom("cpu"), name, threads, place), "device cpu");
      return new Device(place.get(ValueLayout.ADDRESS, 0), threads);
    }
  }

  /**
   * The processor as the environment asks for it: {@code RHAPSODE_ISA} names the instruction set.
   *
   * @param threads size of the team, 0 for one thread per processor
   */
  public static Device open(int threads) {
    return cpu(System.getenv("RHAPSODE_ISA"), threads > 0 ? threads : defaultThreads());
  }

  /** Threads used when nobody says otherwise: one per available processor. */
  public static int defaultThreads() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** The instruction set in use. */
  public String isa() {
    return RhapsodeH.rh_device_isa(handle()).getString(0);
  }

  /** Size of the team. */
  public int threads() {
    return threads;
  }

  /** How much of {@code peak} a second the team reaches: the best of some rounds. */
  public double measure(Peak peak) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment rate = arena.allocate(ValueLayout.JAVA_DOUBLE);
      NativeLibrary.check(
          RhapsodeH.rh_device_measure(handle(), peak.code(), rate), "measuring the machine");
      return rate.get(ValueLayout.JAVA_DOUBLE, 0);
    }
  }

  /** Zeroed memory of the device; its number names it in tensors. */
  public int allocate(long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
      NativeLibrary.check(
          RhapsodeH.rh_buffer_allocate(handle(), bytes, number), "memory for the model");
      return number.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /**
   * The caller's memory, such as a mapped file, as a read-only buffer; it must outlive the buffer.
   */
  public int wrap(MemorySegment memory) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
      NativeLibrary.check(
          RhapsodeH.rh_buffer_wrap(handle(), memory, memory.byteSize(), number), "a mapped file");
      return number.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /** Gives a buffer back. */
  public void free(int buffer) {
    NativeLibrary.check(RhapsodeH.rh_buffer_free(handle(), buffer), "freeing a buffer");
  }

  /** The buffer's first {@code bytes} bytes as memory of this process. */
  public MemorySegment memory(int buffer, long bytes) {
    return RhapsodeH.rh_buffer_host(handle(), buffer).reinterpret(bytes);
  }

  /** Lets the system drop the mapped pages of a range until they are read again. */
  public void releasePages(int buffer, long offset, long bytes) {
    NativeLibrary.check(
        RhapsodeH.rh_buffer_release_pages(handle(), buffer, offset, bytes), "releasing pages");
  }

  /** Reorders the rows of {@code source} into {@code packed}, which has its packed type. */
  public void pack(Tensor source, Tensor packed) {
    try (Arena arena = Arena.ofConfined()) {
      NativeLibrary.check(
          RhapsodeH.rh_pack(
              handle(), TapeRecord.allocate(arena, source), TapeRecord.allocate(arena, packed)),
          "packing weights");
    }
  }

  /** Computes a tape. */
  public void run(Tape tape) {
    NativeLibrary.check(
        RhapsodeH.rh_tape_run(handle(), tape.records().memory(), tape.size(), MemorySegment.NULL),
        "a step");
    expertLoad.add(tape);
  }

  /** How many tokens each expert has got in all tapes run so far. */
  public ExpertLoad expertLoad() {
    return expertLoad;
  }

  /** Computes a tape and reports what each op took. */
  public List<TraceLine> trace(Tape tape) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment trace = rh_trace.allocateArray(tape.size(), arena);
      NativeLibrary.check(
          RhapsodeH.rh_tape_run(handle(), tape.records().memory(), tape.size(), trace), "a step");
      List<TraceLine> lines = new ArrayList<>();
      for (int i = 0; i < tape.size(); i++) {
        lines.add(describe(tape, i, rh_trace.asSlice(trace, i)));
      }
      return lines;
    }
  }

  /**
   * Runs one step on two devices op by op, recorded here as {@code tape} and there as {@code
   * other}. Each op gets the same inputs on both, as what it gave here is handed on there; before
   * the first op the two must hold the same.
   */
  public List<OpDifference> compare(Tape tape, Device tested, Tape other) {
    if (tape.size() != other.size()) {
      throw new IllegalArgumentException(tape.size() + " ops against " + other.size());
    }
    List<OpDifference> differences = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = rh_difference.allocate(arena);
      for (int i = 0; i < tape.size(); i++) {
        NativeLibrary.check(
            RhapsodeH.rh_compare_op(
                handle(), tape.records().one(i), tested.handle(), other.records().one(i), result),
            "op " + i + " of a step");
        differences.add(
            new OpDifference(
                describe(tape, i, rh_difference.expected(result)),
                tested.describe(other, i, rh_difference.tested(result)),
                rh_difference.absolute(result),
                rh_difference.relative(result),
                rh_difference.worst(result)));
      }
    }
    return differences;
  }

  private TraceLine describe(Tape tape, int index, MemorySegment trace) {
    return tape.records()
        .describe(
            index,
            tape.workspace(),
            NativeLibrary.kernel(handle, rh_trace.kernel(trace)),
            rh_trace.nanoseconds(trace));
  }

  /** Which kernels this device uses. */
  public List<Kernel> kernels() {
    List<Kernel> kernels = new ArrayList<>();
    for (int i = 0; i < RhapsodeH.rh_kernel_count(); i++) {
      kernels.add(NativeLibrary.kernel(handle(), i));
    }
    return kernels;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      RhapsodeH.rh_device_close(handle);
    }
  }

  private MemorySegment handle() {
    if (closed) {
      throw new IllegalStateException("the device is closed");
    }
    return handle;
  }
}
