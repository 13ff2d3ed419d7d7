package rhapsode.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import rhapsode.bindings.ElementType;
import rhapsode.bindings.NativeException;
import rhapsode.gguf.TensorType;

/** The reader of files and the native library know the same blocks. */
class TypesAgreeTest {
  @Test
  void blocksHaveTheSameLengthAndSize() {
    List<String> unknown = new ArrayList<>();
    for (TensorType type : TensorType.values()) {
      try {
        ElementType element = ElementType.of(type.id());
        assertEquals(type.name(), element.name());
        assertEquals(type.blockLength(), element.blockValues(), type.name());
        assertEquals(type.blockBytes(), element.blockBytes(), type.name());
      } catch (NativeException notComputedWith) {
        unknown.add(type.name());
      }
    }
    // Types that files may hold and no weight is made of.
    assertTrue(List.of("I8", "I16", "I64", "F64").containsAll(unknown), unknown.toString());
  }
}
