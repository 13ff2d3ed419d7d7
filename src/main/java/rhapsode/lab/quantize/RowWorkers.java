package rhapsode.lab.quantize;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import rhapsode.RhapsodeException;
import rhapsode.bindings.ElementType;
import rhapsode.bindings.Quantizer;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.TensorInfo;
import rhapsode.gguf.TensorSource;
import rhapsode.lab.imatrix.ImportanceMatrix;

/**
 * Threads that quantize rows, and what they need: a slab of rows is widened to float32, quantized
 * part by part at once, and written, so that memory does not grow with the tensor.
 */
final class RowWorkers implements AutoCloseable {
  private static final long SLAB_ELEMENTS = 1 << 22;
  private static final int PARTS_PER_THREAD = 4;

  private final GgufFile file;
  private final ImportanceMatrix importance;
  private final int threads;
  private final Quantization.Listener listener;
  private final ExecutorService executor;
  private long done;

  RowWorkers(
      GgufFile file, ImportanceMatrix importance, int threads, Quantization.Listener listener) {
    this.file = file;
    this.importance = importance;
    this.threads = threads;
    this.listener = listener;
    executor = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
  }

  /** What makes the bytes of a tensor when the writer comes to it. */
  TensorSource source(PlannedTensor tensor) {
    return sink -> {
      listener.begin(tensor);
      if (tensor.copied()) {
        sink.accept(file.data(tensor.source()));
        advance(tensor.source().elements());
      } else {
        new Job(tensor).run(sink);
      }
    };
  }

  private void advance(long elements) {
    done += elements;
    listener.progress(done);
  }

  /** One tensor on its way. */
  private final class Job {
    private final TensorInfo tensor;
    private final ElementType from;
    private final ElementType to;
    private final int cols;
    private final MemorySegment data;

    private Job(PlannedTensor planned) {
      tensor = planned.source();
      from = ElementType.of(tensor.type().id());
      to = ElementType.of(planned.type().id());
      cols = Math.toIntExact(tensor.cols());
      data = file.data(tensor);
    }

    private void run(TensorSource.Sink sink) throws IOException {
      long matrixRows = tensor.extent(1);
      int slabRows = Math.toIntExact(Math.clamp(SLAB_ELEMENTS / cols, 1, matrixRows));
      try (Arena arena = Arena.ofShared()) {
        MemorySegment values = arena.allocate((long) slabRows * cols * Float.BYTES, 64);
        MemorySegment blocks = arena.allocate(slabRows * to.rowBytes(cols), 64);
        for (long matrix = 0; matrix < tensor.rows() / matrixRows; matrix++) {
          MemorySegment weights = weights(arena, (int) matrix);
          for (long row = 0; row < matrixRows; row += slabRows) {
            int count = (int) Math.min(slabRows, matrixRows - row);
            quantize(matrix * matrixRows + row, count, weights, values, blocks);
            sink.accept(blocks.asSlice(0, count * to.rowBytes(cols)));
            advance((long) count * cols);
          }
        }
      }
    }

    private MemorySegment weights(Arena arena, int matrix) {
      float[] means = importance == null ? null : importance.means(tensor, matrix);
      return means == null ? null : arena.allocateFrom(ValueLayout.JAVA_FLOAT, means);
    }

    private void quantize(
        long first, int count, MemorySegment weights, MemorySegment values, MemorySegment blocks) {
      int partRows = Math.max(1, Math.ceilDiv(count, threads * PARTS_PER_THREAD));
      List<Callable<Void>> parts = new ArrayList<>();
      for (int begin = 0; begin < count; begin += partRows) {
        int start = begin;
        int rows = Math.min(partRows, count - begin);
        parts.add(
            () -> {
              part(first + start, rows, weights, slice(values, start, rows), slice(blocks, start));
              return null;
            });
      }
      await(parts);
    }

    private MemorySegment slice(MemorySegment values, int row, int rows) {
      long rowBytes = (long) cols * Float.BYTES;
      return values.asSlice(row * rowBytes, rows * rowBytes);
    }

    private MemorySegment slice(MemorySegment blocks, int row) {
      return blocks.asSlice(row * to.rowBytes(cols));
    }

    private void part(
        long row, int rows, MemorySegment weights, MemorySegment values, MemorySegment blocks) {
      String what = "%s, from row %d on, to %s".formatted(tensor.name(), row, to.name());
      long rowBytes = from.rowBytes(cols);
      MemorySegment source = data.asSlice(row * rowBytes, rows * rowBytes);
      Quantizer.dequantize(from, source, cols, rows, values, what);
      Quantizer.quantize(to, values, cols, rows, weights, blocks, what);
    }
  }

  private void await(List<Callable<Void>> parts) {
    try {
      for (Future<Void> part : executor.invokeAll(parts)) {
        part.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RhapsodeException("the quantization was interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
