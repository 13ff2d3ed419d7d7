package rhapsode.gguf;

import static rhapsode.gguf.Cursor.quote;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rhapsode.RhapsodeException;

/**
 * A GGUF file, versions 2 and 3, mapped and checked.
 *
 * <p>Opening walks the head once and checks every count, length, offset, type and shape; what it
 * finds wrong is one {@link RhapsodeException} that names the file and the place. No tensor data is
 * read and no string of a vocabulary is made. A model in parts is opened by any one of them.
 */
public final class GgufFile implements AutoCloseable {
  private final Arena arena;
  private final PartReader.Head first;
  private final List<Part> parts;
  private final FileMetadata metadata;
  private final Map<String, TensorInfo> tensors;

  private final List<MetadataOverride> overrides;

  private GgufFile(Arena arena, List<PartReader.Head> heads, List<MetadataOverride> overrides) {
    this.arena = arena;
    this.first = heads.getFirst();
    this.parts = heads.stream().map(PartReader.Head::part).toList();
    this.overrides = List.copyOf(overrides);
    Map<String, Value> values = new LinkedHashMap<>(first.values());
    overrides.forEach(override -> values.put(override.key(), override.value()));
    this.metadata = new FileMetadata(path(), values);
    this.tensors = new LinkedHashMap<>();
    for (PartReader.Head head : heads) {
      for (TensorInfo tensor : head.tensors()) {
        TensorInfo other = tensors.put(tensor.name(), tensor);
        if (other != null) {
          throw new RhapsodeException(
              head.part().path()
                  + ": the tensor "
                  + quote(tensor.name())
                  + " is also in "
                  + parts.get(other.part()).path()
                  + "; the parts are not of the same model");
        }
      }
    }
  }

  /**
   * Opens and checks a file, or all parts of the model that {@code path} is a part of.
   *
   * @throws RhapsodeException if it cannot be read or is not sound
   */
  public static GgufFile open(Path path) {
    return open(path, List.of());
  }

  /** The same with other metadata values than the file has. */
  public static GgufFile open(Path path, List<MetadataOverride> overrides) {
    Arena arena = Arena.ofShared();
    try {
      return new GgufFile(arena, SplitReader.read(path, arena), overrides);
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  /** The metadata; that of the first part where there are several. */
  public Metadata metadata() {
    return metadata;
  }

  /** The metadata value under {@code key} with its exact type; a missing key is refused. */
  public Value value(String key) {
    return metadata.value(key);
  }

  /** What of the metadata is not the file's own. */
  public List<MetadataOverride> overrides() {
    return overrides;
  }

  /** The tensors in the order of the file, part by part; none where only a vocabulary is. */
  public List<TensorInfo> tensors() {
    return List.copyOf(tensors.values());
  }

  /** The tensor of that name. */
  public Optional<TensorInfo> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** The bytes of a tensor of this file, mapped, until this is closed. */
  public MemorySegment data(TensorInfo tensor) {
    return parts.get(tensor.part()).segment().asSlice(tensor.offset(), tensor.bytes());
  }

  /** The part that holds a tensor, an index of {@link #parts}. */
  public int part(TensorInfo tensor) {
    return tensor.part();
  }

  /** The files this is made of: one, or the parts in order. */
  public List<Part> parts() {
    return parts;
  }

  /** The file; the first part where there are several. */
  public Path path() {
    return first.part().path();
  }

  /** Bytes to a multiple of which tensors are aligned, a power of two. */
  public long alignment() {
    return first.alignment();
  }

  /** The version of the format, 2 or 3. */
  public int version() {
    return first.version();
  }

  /** Unmaps the file; segments and values that came from it end here. */
  @Override
  public void close() {
    arena.close();
  }
}
