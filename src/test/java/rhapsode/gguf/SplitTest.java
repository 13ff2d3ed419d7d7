package rhapsode.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.RhapsodeException;

/** A model in parts is the model. */
class SplitTest {
  private static final int TENSORS_PER_PART = 5;

  @TempDir Path folder;

  private List<Path> parts;

  @BeforeEach
  void split() {
    try (GgufFile file = GgufFile.open(GgufFileTest.fixture())) {
      parts =
          GgufWriter.copyOf(file)
              .writeSplit(folder.resolve("model.gguf"), Long.MAX_VALUE, TENSORS_PER_PART);
    }
  }

  @Test
  void namesThePartsAsTheFieldDoes() throws IOException {
    assertTrue(parts.size() > 2, parts.toString());
    String last = String.format("model-%05d-of-%05d.gguf", parts.size(), parts.size());
    assertEquals(folder.resolve(last), parts.getLast());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(parts, files.sorted().toList());
    }
  }

  @Test
  void opensFromAnyPart() {
    try (GgufFile whole = GgufFile.open(GgufFileTest.fixture())) {
      for (Path part : parts) {
        try (GgufFile file = GgufFile.open(part)) {
          assertEquals(parts.getFirst(), file.path());
          assertEquals(parts, file.parts().stream().map(Part::path).toList());
          assertEquals("llama", file.metadata().string("general.architecture"));
          assertEquals(
              whole.tensors().stream().map(TensorInfo::name).toList(),
              file.tensors().stream().map(TensorInfo::name).toList());
          for (TensorInfo tensor : file.tensors()) {
            TensorInfo original = whole.tensor(tensor.name()).orElseThrow();
            assertEquals(-1, whole.data(original).mismatch(file.data(tensor)));
            assertEquals(file.part(tensor), file.parts().get(tensor.part()).number());
          }
        }
      }
    }
  }

  @Test
  void joinsBitForBit() throws IOException {
    Path joined = folder.resolve("joined.gguf");
    try (GgufFile file = GgufFile.open(parts.get(1))) {
      GgufWriter.copyOf(file).write(joined);
    }
    assertEquals(-1, Files.mismatch(GgufFileTest.fixture(), joined));
  }

  @Test
  void splitsByBytes() {
    long most = 100_000;
    try (GgufFile file = GgufFile.open(parts.getFirst())) {
      List<Path> small =
          GgufWriter.copyOf(file).writeSplit(folder.resolve("small.gguf"), most, 999);
      assertTrue(small.size() > 1, small.toString());
      try (GgufFile again = GgufFile.open(small.getFirst())) {
        long[] bytes = new long[small.size()];
        int[] tensors = new int[small.size()];
        for (TensorInfo tensor : again.tensors()) {
          bytes[tensor.part()] += tensor.bytes();
          tensors[tensor.part()]++;
        }
        for (int i = 0; i < bytes.length; i++) {
          assertTrue(bytes[i] <= most || tensors[i] == 1, bytes[i] + " bytes in part " + i);
        }
      }
    }
  }

  @Test
  void keepsTheAlignmentInEveryPart() {
    MemorySegment data = MemorySegment.ofArray(new byte[3]);
    List<Path> aligned =
        new GgufWriter()
            .put("general.alignment", Value.uint32(8))
            .add("a", TensorType.I8, new long[] {3}, data)
            .add("b", TensorType.I8, new long[] {3}, data)
            .add("c", TensorType.I8, new long[] {3}, data)
            .writeSplit(folder.resolve("aligned.gguf"), Long.MAX_VALUE, 2);
    try (GgufFile file = GgufFile.open(aligned.getLast())) {
      assertEquals(8, file.alignment());
      assertEquals(3, file.tensors().size());
    }
  }

  @Test
  void namesTheMissingParts() throws IOException {
    Files.delete(parts.get(1));
    String message = refusal(parts.getFirst());
    assertTrue(message.contains(parts.get(1).getFileName().toString()), message);
    assertTrue(message.contains(" is missing"), message);
    Files.delete(parts.getFirst());
    message = refusal(parts.getLast());
    assertTrue(message.contains(parts.getFirst().getFileName().toString()), message);
    assertTrue(message.contains(" are missing"), message);
  }

  @Test
  void refusesAPartUnderAnotherName() throws IOException {
    Path renamed = Files.move(parts.getLast(), folder.resolve("renamed.gguf"));
    assertTrue(refusal(renamed).contains("name"), refusal(renamed));
  }

  @Test
  void refusesPartsThatWereMixedUp() throws IOException {
    Files.delete(parts.get(1));
    Files.copy(parts.get(2), parts.get(1));
    String message = refusal(parts.getFirst());
    assertTrue(message.startsWith(parts.get(1) + ": ") && message.contains("part 3"), message);
  }

  @Test
  void refusesPartsOfTwoModels() {
    MemorySegment data = MemorySegment.ofArray(new byte[4]);
    List<Path> other =
        new GgufWriter()
            .add("a", TensorType.I8, new long[] {4}, data)
            .add("b", TensorType.I8, new long[] {4}, data)
            .writeSplit(folder.resolve("other.gguf"), Long.MAX_VALUE, 1);
    new GgufWriter()
        .put(SplitReader.NUMBER, new Value.Whole(ValueType.UINT16, 1))
        .put(SplitReader.COUNT, new Value.Whole(ValueType.UINT16, 2))
        .add("a", TensorType.I8, new long[] {4}, data)
        .write(other.getLast());
    assertTrue(refusal(other.getFirst()).contains("'a' is also in"), refusal(other.getFirst()));
    new GgufWriter()
        .put(SplitReader.NUMBER, new Value.Whole(ValueType.UINT16, 1))
        .put(SplitReader.COUNT, new Value.Whole(ValueType.UINT16, 2))
        .write(other.getLast());
    assertTrue(refusal(other.getFirst()).contains("2 tensors in all"), refusal(other.getFirst()));
  }

  private static String refusal(Path path) {
    return assertThrows(RhapsodeException.class, () -> GgufFile.open(path)).getMessage();
  }
}
