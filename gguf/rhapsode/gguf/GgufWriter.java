package rhapsode.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects metadata and tensors and writes them as a GGUF file, or as several.
 *
 * <p>Metadata keeps its order; the tensors lie in the order they were added, each padded to the
 * alignment (the key {@code general.alignment}, else 32). Files appear under their names only when
 * they are complete. A copy of a file whose tensors lie as converters write them has its bytes.
 *
 * <p>A second {@link #put} of a key replaces its value in place. Mistakes of the caller, such as
 * data of the wrong size, are {@link IllegalArgumentException}s.
 */
public final class GgufWriter {
  private static final String ALIGNMENT = "general.alignment";

  private final int version;
  private final Map<String, Value> values = new LinkedHashMap<>();
  private final List<PartWriter.Tensor> tensors = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /** Creates a writer of an empty file of the current version. */
  public GgufWriter() {
    this(3);
  }

  /** Creates a writer of an empty file of version 2 or 3. */
  public GgufWriter(int version) {
    if (version != 2 && version != 3) {
      throw new IllegalArgumentException("GGUF version " + version + " cannot be written");
    }
    this.version = version;
  }

  /** A writer that has all of {@code file}, which must stay open; parts become one file again. */
  public static GgufWriter copyOf(GgufFile file) {
    GgufWriter writer = metadataOf(file);
    for (TensorInfo tensor : file.tensors()) {
      writer.add(tensor.name(), tensor.type(), tensor.shape(), file.data(tensor));
    }
    return writer;
  }

  /** A writer that has the metadata of {@code file}, which must stay open, and no tensor yet. */
  public static GgufWriter metadataOf(GgufFile file) {
    GgufWriter writer = new GgufWriter(file.version());
    for (String key : file.metadata().keys()) {
      writer.put(key, file.value(key));
    }
    if (file.metadata().integer(SplitReader.COUNT, 0) > 0) {
      writer.values.keySet().removeAll(SplitReader.KEYS);
    }
    return writer;
  }

  /** Sets a metadata value. */
  public GgufWriter put(String key, Value value) {
    if (key.equals(ALIGNMENT)
        && !(value instanceof Value.Whole(ValueType type, long bytes)
            && type.isInteger()
            && bytes > 0
            && Long.bitCount(bytes) == 1)) {
      throw new IllegalArgumentException(ALIGNMENT + " must be a power of two, not " + value);
    }
    values.put(key, value);
    return this;
  }

  /**
   * Adds a tensor.
   *
   * @param shape extents, the fastest running first
   * @param data its bytes, read when the file is written
   */
  public GgufWriter add(String name, TensorType type, long[] shape, MemorySegment data) {
    return add(name, type, shape, data.byteSize(), sink -> sink.accept(data));
  }

  /**
   * Adds a tensor whose {@code bytes} bytes are made, piece by piece, when the file is written.
   *
   * @param shape extents, the fastest running first
   */
  public GgufWriter add(
      String name, TensorType type, long[] shape, long bytes, TensorSource source) {
    if (!names.add(name)) {
      throw new IllegalArgumentException("tensor " + name + " is added twice");
    }
    if (shape.length < 1 || shape.length > 4) {
      throw new IllegalArgumentException(name + " has " + shape.length + " dimensions, not 1 to 4");
    }
    long rows = 1;
    for (int i = 1; i < shape.length; i++) {
      rows = Math.multiplyExact(rows, shape[i]);
    }
    long needed = Math.multiplyExact(rows, type.bytes(shape[0]));
    if (needed <= 0 || needed != bytes) {
      throw new IllegalArgumentException(
          "tensor " + name + " needs " + needed + " bytes and has " + bytes);
    }
    tensors.add(new PartWriter.Tensor(name, type, shape.clone(), bytes, source));
    return this;
  }

  /**
   * Writes one file, replacing what is there.
   *
   * @throws rhapsode.RhapsodeException if it cannot be written; nothing is left behind then
   */
  public void write(Path path) {
    PartWriter.writeAll(
        List.of(new PartWriter.Content(path, version, alignment(), values, tensors)));
  }

  /**
   * Writes the parts of a split model, as in {@code model-00001-of-00003.gguf} for the path {@code
   * model.gguf}, and returns their paths. The first part has the metadata; each tensor is whole.
   *
   * @param maxBytes of tensor data in a part, except where a single tensor has more
   * @param maxTensors in a part
   * @throws rhapsode.RhapsodeException if one cannot be written; nothing is left behind then
   */
  public List<Path> writeSplit(Path path, long maxBytes, int maxTensors) {
    List<List<PartWriter.Tensor>> groups = groups(maxBytes, maxTensors);
    SplitName name = SplitName.forParts(path, groups.size());
    List<PartWriter.Content> contents = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      Map<String, Value> partValues = new LinkedHashMap<>();
      if (i == 0) {
        partValues.putAll(values);
        partValues.keySet().removeAll(SplitReader.KEYS);
      } else if (values.containsKey(ALIGNMENT)) {
        partValues.put(ALIGNMENT, values.get(ALIGNMENT));
      }
      partValues.put(SplitReader.NUMBER, new Value.Whole(ValueType.UINT16, i));
      partValues.put(SplitReader.COUNT, new Value.Whole(ValueType.UINT16, groups.size()));
      partValues.put(SplitReader.TENSORS, new Value.Whole(ValueType.INT32, tensors.size()));
      contents.add(
          new PartWriter.Content(name.part(i), version, alignment(), partValues, groups.get(i)));
    }
    PartWriter.writeAll(contents);
    return contents.stream().map(PartWriter.Content::path).toList();
  }

  private List<List<PartWriter.Tensor>> groups(long maxBytes, int maxTensors) {
    if (maxBytes < 1 || maxTensors < 1) {
      throw new IllegalArgumentException("a part must have room for a tensor");
    }
    List<List<PartWriter.Tensor>> groups = new ArrayList<>();
    List<PartWriter.Tensor> group = new ArrayList<>();
    long bytes = 0;
    for (PartWriter.Tensor tensor : tensors) {
      if (!group.isEmpty() && (group.size() == maxTensors || tensor.bytes() > maxBytes - bytes)) {
        groups.add(group);
        group = new ArrayList<>();
        bytes = 0;
      }
      group.add(tensor);
      bytes += tensor.bytes();
    }
    groups.add(group);
    return groups;
  }

  private long alignment() {
    return values.get(ALIGNMENT) instanceof Value.Whole whole
        ? whole.value()
        : PartReader.DEFAULT_ALIGNMENT;
  }
}
