package rhapsode.lab.plan;

import java.nio.file.Path;
import java.util.stream.IntStream;
import rhapsode.RhapsodeException;
import rhapsode.arch.Architecture;
import rhapsode.context.sight.Window;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.TensorInfo;
import rhapsode.model.Hyper;
import rhapsode.model.MeasuredWeights;
import rhapsode.run.Families;
import rhapsode.run.Session;
import rhapsode.run.StepMemory;

/**
 * A shape, the context that it is planned for, and what else takes memory.
 *
 * @param shape the shape
 * @param context tokens
 * @param weightBytes of the weights; 0 where there is no file
 * @param workBytes of a session's steps; 0 where there is no file
 */
public record Planned(Shape shape, int context, long weightBytes, long workBytes) {
  /** A shape without a file: weights are not counted. */
  public static Planned of(Shape shape, int context) {
    return new Planned(shape, context, 0, 0);
  }

  /**
   * Reads the shape of a model's file; nothing is loaded.
   *
   * @param context tokens; null for what the model was trained for
   * @throws RhapsodeException if the file can't be read or run
   */
  public static Planned read(Path path, Integer context) {
    try (GgufFile file = GgufFile.open(path)) {
      Hyper hyper = Hyper.read(file.metadata());
      MeasuredWeights weights = new MeasuredWeights(file);
      Architecture architecture = Families.of(file).build(hyper, weights).continuing();
      if (StepMemory.memoryBytes(architecture) > 0) {
        throw new RhapsodeException(
            "%s is recurrent: what it remembers does not grow with the context, and 'info' says how much that is"
                .formatted(path));
      }
      int tokens = context == null ? hyper.context() : context;
      long work = StepMemory.workBytes(hyper, architecture, Session.Options.of(tokens));
      return new Planned(shape(file, hyper, architecture), tokens, weights.bytes(), work);
    }
  }

  private static Shape shape(GgufFile file, Hyper hyper, Architecture architecture) {
    int[] windows =
        IntStream.range(0, architecture.layers())
            .filter(layer -> architecture.sight(layer) instanceof Window)
            .map(layer -> ((Window) architecture.sight(layer)).size())
            .toArray();
    return new Shape(
        file.path().getFileName().toString(),
        architecture.layers(),
        hyper.heads(),
        hyper.keyValueHeads(),
        hyper.keyLength(),
        hyper.valueLength(),
        hyper.valueWidth() == 0 ? hyper.keyWidth() : 0,
        windows.length,
        windows.length == 0 ? 0 : windows[0],
        hyper.context(),
        file.tensors().stream().mapToLong(TensorInfo::elements).sum());
  }

  /** Bytes of the whole context's cache, as the model shares its heads. */
  public double cacheBytes(CacheFormat format) {
    return tokenBytes(format) * context;
  }

  /** Bytes of a token's keys and values, as the model shares its heads. */
  public double tokenBytes(CacheFormat format) {
    return format.tokenBytes(shape, HeadSharing.of(shape));
  }

  /** The longest context, every token kept, that {@code memory} bytes hold; 0 where none fits. */
  public long longest(CacheFormat format, long memory) {
    return Math.max(0, (long) ((memory - weightBytes - workBytes) / tokenBytes(format)));
  }
}
