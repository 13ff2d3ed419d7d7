package rhapsode.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import rhapsode.RhapsodeException;
import rhapsode.bindings.ElementType;
import rhapsode.bindings.ExpertLinear;
import rhapsode.bindings.Linear;
import rhapsode.bindings.NativeException;
import rhapsode.bindings.Tensor;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.TensorInfo;
import rhapsode.gguf.TensorType;

/**
 * Finds weights in a file and checks their shapes; where they then live is for subclasses to say.
 */
abstract class FileWeights implements Weights {
  /** Tensors of layers that say again what the metadata says. */
  private static final List<String> REDUNDANT = List.of("rot_embd", "inv_freq");

  /** Rows that a packed matrix is made of whole panels of. */
  private static final int PANEL_ROWS = 16;

  private final GgufFile file;
  private final Set<String> used = new HashSet<>();

  FileWeights(GgufFile file) {
    this.file = file;
  }

  /**
   * The tensors as matrices of {@code rows} rows, each packed by itself, one after the other;
   * returns the first of them.
   */
  protected abstract Tensor packed(List<TensorInfo> sources, ElementType packed, int rows);

  /** The rows of a packed matrix, so many that the next one begins a panel. */
  private static int wholePanels(int rows) {
    return Math.multiplyExact(Math.ceilDiv(rows, PANEL_ROWS), PANEL_ROWS);
  }

  /** The tensor where the file has it. */
  protected abstract Tensor inFile(TensorInfo info);

  @Override
  public boolean has(String name) {
    return file.tensor(name).isPresent();
  }

  @Override
  public int cols(String name) {
    return Math.toIntExact(existing(name).cols());
  }

  @Override
  public int rows(String name) {
    return Math.toIntExact(existing(name).rows());
  }

  @Override
  public Linear linear(String name, int inputs, int outputs) {
    TensorInfo info = find(name + ".weight", inputs, outputs);
    ElementType packed = ElementType.of(weightType(info).packed());
    Tensor weight = packed(List.of(info), packed, outputs);
    return new Linear(info.name(), weight, vectorIfPresent(name + ".bias", outputs));
  }

  @Override
  public ExpertLinear experts(String name, int inputs, int outputs, int count) {
    List<TensorInfo> sources = expertTensors(name, inputs, outputs, count);
    ElementType packed = ElementType.of(weightType(sources.getFirst()).packed());
    for (TensorInfo source : sources) {
      if (weightType(source).packed() != packed.id()) {
        throw new RhapsodeException(
            "%s: tensors %s and %s are of types that can't be computed with together"
                .formatted(file.path(), sources.getFirst().name(), source.name()));
      }
    }
    Tensor first = packed(sources, packed, outputs);
    int rows = Math.multiplyExact(count, wholePanels(outputs));
    Tensor all = new Tensor(first.buffer(), first.offset(), 0, packed, inputs, rows);
    Tensor bias = vectorIfPresent(name + ".bias", Math.multiplyExact(outputs, count));
    return new ExpertLinear(
        name + ".weight", all, bias == null ? null : bias.split(outputs), count, outputs);
  }

  /**
   * One tensor of all experts, or as the first files had it, one of each: blk.0.ffn_up.3.weight.
   */
  private List<TensorInfo> expertTensors(String name, int inputs, int outputs, int count) {
    String one = name.replace("_exps", "");
    if (has(name + ".weight") || !has(one + ".0.weight")) {
      return List.of(find(name + ".weight", inputs, outputs, count));
    }
    return IntStream.range(0, count)
        .mapToObj(expert -> find(one + "." + expert + ".weight", inputs, outputs))
        .toList();
  }

  @Override
  public Tensor vector(String name, int length) {
    TensorInfo info = find(name);
    if (info.elements() != length) {
      throw wrongShape(info, "of %d values".formatted(length));
    }
    return constant(values(info));
  }

  @Override
  public Tensor table(String name, int cols) {
    TensorInfo info = find(name);
    if (info.shape().length != 2 || info.cols() != cols) {
      throw wrongShape(info, "rows of " + cols);
    }
    weightType(info);
    return inFile(info);
  }

  @Override
  public float[] values(String name, long... shape) {
    return values(find(name, shape));
  }

  /**
   * Refuses a file whose layers hold tensors that nothing has asked for: without them they would
   * compute something else than the model is.
   */
  public void requireAllUsed(String architecture) {
    List<String> unused =
        file.tensors().stream()
            .map(TensorInfo::name)
            .filter(name -> name.startsWith("blk.") && !used.contains(name))
            .filter(name -> REDUNDANT.stream().noneMatch(name::contains))
            .toList();
    if (!unused.isEmpty()) {
      throw new RhapsodeException(
          "%s is a variant of the architecture '%s' that is not supported: it has %s%s, for which"
                  .formatted(
                      file.path(),
                      architecture,
                      unused.getFirst(),
                      unused.size() == 1 ? "" : " and %d tensors more".formatted(unused.size() - 1))
              + " nothing here has a use; the nearest known is '%s' without them"
                  .formatted(architecture));
    }
  }

  private TensorInfo find(String name) {
    used.add(name);
    return existing(name);
  }

  private TensorInfo existing(String name) {
    return file.tensor(name)
        .orElseThrow(
            () ->
                new RhapsodeException(
                    "%s has no tensor %s, which its architecture needs"
                        .formatted(file.path(), name)));
  }

  private TensorInfo find(String name, long... shape) {
    TensorInfo info = find(name);
    if (!Arrays.equals(info.shape(), shape)) {
      throw wrongShape(info, Arrays.toString(shape));
    }
    return info;
  }

  private RhapsodeException wrongShape(TensorInfo info, String wanted) {
    return new RhapsodeException(
        "%s: tensor %s has shape %s; the metadata makes it %s"
            .formatted(file.path(), info.name(), Arrays.toString(info.shape()), wanted));
  }

  private ElementType weightType(TensorInfo info) {
    try {
      ElementType type = ElementType.of(info.type().id());
      if (type.packed() != type.id()) {
        return type;
      }
    } catch (NativeException unknown) {
      // Said below with the tensor's name.
    }
    throw new RhapsodeException(
        "%s: tensor %s is of type %s, which can't be computed with"
            .formatted(file.path(), info.name(), info.type()));
  }

  private float[] values(TensorInfo info) {
    MemorySegment data = file.data(info);
    return switch (info.type()) {
      case TensorType.F32 -> data.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
      case TensorType.F16 -> widened(data, Float::float16ToFloat);
      case TensorType.BF16 -> widened(data, bits -> Float.intBitsToFloat(bits << 16));
      default ->
          throw new RhapsodeException(
              "%s: tensor %s is of type %s; a vector must be F32, F16 or BF16"
                  .formatted(file.path(), info.name(), info.type()));
    };
  }

  private static float[] widened(MemorySegment data, HalfToFloat toFloat) {
    short[] bits = data.toArray(ValueLayout.JAVA_SHORT_UNALIGNED);
    float[] values = new float[bits.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = toFloat.of(bits[i]);
    }
    return values;
  }

  /** The value of a 16-bit float. */
  @FunctionalInterface
  private interface HalfToFloat {
    float of(short bits);
  }
}
