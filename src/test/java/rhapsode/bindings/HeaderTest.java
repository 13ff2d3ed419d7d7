package rhapsode.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import rhapsode.bindings.gen.RhapsodeH;
import rhapsode.bindings.gen.rh_check_result;
import rhapsode.bindings.gen.rh_difference;
import rhapsode.bindings.gen.rh_kernel_info;
import rhapsode.bindings.gen.rh_op;
import rhapsode.bindings.gen.rh_tensor;
import rhapsode.bindings.gen.rh_trace;
import rhapsode.bindings.gen.rh_type_info;

/** The committed bindings belong to the header and to the library as it was compiled. */
class HeaderTest {
  private static final List<GroupLayout> STRUCTS =
      List.of(
          rh_tensor.layout(),
          rh_op.layout(),
          rh_trace.layout(),
          rh_type_info.layout(),
          rh_kernel_info.layout(),
          rh_check_result.layout(),
          rh_difference.layout());

  @BeforeAll
  static void load() {
    NativeLibrary.load();
  }

  @Test
  void bindingsWereGeneratedFromTheseHeaders() throws Exception {
    List<String> hashes = new ArrayList<>();
    for (String file :
        List.of("native/include/rhapsode.h", "native/types/types.inc", "native/ops/ops.inc")) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Path.of(file)));
      hashes.add(HexFormat.of().formatHex(digest));
    }
    assertEquals(
        hashes,
        Files.readAllLines(Path.of("bindings/rhapsode/bindings/gen/header.sha256")),
        "the header changed: run bindings/generate.sh and commit its output");
  }

  @Test
  void structsAreLaidOutAsTheLibraryHasThem() {
    int fields = 0;
    for (GroupLayout struct : STRUCTS) {
      String name = struct.name().orElseThrow();
      assertEquals(library(name), struct.byteSize(), name);
      for (MemoryLayout member : struct.memberLayouts()) {
        if (member.name().filter(field -> !field.equals("reserved")).isEmpty()) {
          continue;
        }
        String field = member.name().get();
        long offset = struct.byteOffset(MemoryLayout.PathElement.groupElement(field));
        assertEquals(library(name + "." + field), offset, name + "." + field);
        fields++;
      }
    }
    assertTrue(fields > 20);
  }

  @Test
  void anUnknownNameHasNoLayout() {
    assertEquals(-1L, library("rh_nothing"));
    assertNotEquals(-1L, library("rh_op"));
  }

  private static long library(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return RhapsodeH.rh_abi_layout(arena.allocateFrom(name));
    }
  }
}
