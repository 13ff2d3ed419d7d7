package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import rhapsode.RhapsodeException;

class AvailableMemoryTest {
  @Test
  void availableIsNotFree() {
    List<String> lines =
        List.of(
            "MemTotal:       16000000 kB", "MemFree:          500000 kB",
            "MemAvailable:    9000000 kB", "Buffers:           10000 kB");
    assertEquals(OptionalLong.of(9_000_000L * 1024), AvailableMemory.in(lines));
    assertEquals(OptionalLong.empty(), AvailableMemory.in(lines.subList(0, 2)));
  }

  @Test
  void moreThanThereIsIsRefusedWithFigures() {
    AvailableMemory.require(1, "nothing");
    if (AvailableMemory.bytes().isPresent()) {
      String message =
          assertThrows(
                  RhapsodeException.class, () -> AvailableMemory.require(1L << 60, "everything"))
              .getMessage();
      assertTrue(message.startsWith("everything needs 1,099,511,627,776 MiB"), message);
    }
  }
}
