package rhapsode.lab.stretch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.RhapsodeException;

class MethodListTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none                             | none",
        "none,linear:2..8                 | none linear:2 linear:4 linear:8",
        "yarn:factor=4,original=2048,ntk:2 | yarn:factor=4,original=2048 ntk:2",
        "yarn:factor=2..4,original=64      | yarn:factor=2,original=64 yarn:factor=4,original=64",
        "window:size=1..4k                | window:size=1k window:size=2k window:size=4k",
        "sinks:count=2..4,window=8..16    | sinks:count=2,window=8 sinks:count=2,window=16"
            + " sinks:count=4,window=8 sinks:count=4,window=16",
        "linear:1.5..3@full,none          | linear:1.5@full linear:3@full none",
      })
  void listsAndRanges(String text, String specs) {
    assertEquals(List.of(specs.split(" ")), MethodList.expand("--rotation", text));
  }

  @Test
  void aRangeThatFallsIsRefused() {
    assertThrows(RhapsodeException.class, () -> MethodList.expand("--rotation", "linear:8..2"));
    assertThrows(RhapsodeException.class, () -> MethodList.expand("--rotation", "linear:0..2"));
  }
}
