package rhapsode.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Makes the bytes of a tensor when a {@link GgufWriter} comes to it. */
@FunctionalInterface
public interface TensorSource {
  /** Hands all bytes of the tensor to {@code sink}, in order, in pieces of any size. */
  void writeTo(Sink sink) throws IOException;

  /** Takes the next bytes of a tensor; the segment may be used again afterwards. */
  @FunctionalInterface
  interface Sink {
    /** Writes {@code piece}. */
    void accept(MemorySegment piece) throws IOException;
  }
}
