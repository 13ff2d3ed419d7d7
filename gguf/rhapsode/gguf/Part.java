package rhapsode.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * One file of a model, which has several where it was split.
 *
 * @param number from 0
 * @param path the file
 * @param segment the whole file mapped, until the {@link GgufFile} is closed
 */
public record Part(int number, Path path, MemorySegment segment) {}
