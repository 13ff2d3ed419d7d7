package rhapsode.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KernelCheckTest {
  @Test
  void theReferenceAgreesWithItself() {
    KernelCheck check = KernelCheck.run("norm", "reference");
    assertTrue(check.passed(), check.firstFailure());
    assertTrue(check.cases() > 0);
    assertEquals("", check.firstFailure());
  }

  @Test
  void anUnknownInstructionSetIsRefused() {
    assertThrows(NativeException.class, () -> KernelCheck.run("norm", "abacus"));
  }
}
