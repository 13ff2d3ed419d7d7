package rhapsode.token.template;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import rhapsode.RhapsodeException;

/** Hostile templates end in an error that names the template and its line. */
class BoundsTest {
  private static final String DOUBLING =
      "{% set n = namespace(x=START) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor"
          + " %}";

  @TestFactory
  Stream<DynamicTest> hostileTemplatesAreRefused() {
    return List.of(
            "{{ " + "(".repeat(100_000),
            "{{ " + "-".repeat(100_000) + "1 }}",
            "{{ 1" + "+1".repeat(100_000) + " }}",
            "{{ a" + "|upper".repeat(100_000) + " }}",
            "{% if 1 %}".repeat(100_000),
            "{{ 'x' * 10**9 }}",
            "{{ range(10**9) }}",
            "{{ 10**(10**10) }}",
            "{{ 'x'.ljust(10**9) }}",
            "{{ '%999999999d' % 1 }}",
            "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
            "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
            DOUBLING.replace("START", "[1]") + "{{ n.x }}",
            DOUBLING.replace("START", "[1]") + "{{ n.x|tojson }}",
            DOUBLING.replace("START", "1").replace("[n.x, n.x]", "(n.x, n.x)") + "{{ {n.x: 1} }}",
            "{% set n = namespace() %}{% set n.a = n %}{{ n }}")
        .stream()
        .map(
            source ->
                DynamicTest.dynamicTest(
                    source.substring(0, Math.min(60, source.length())), () -> refuses(source)));
  }

  private static void refuses(String source) {
    RhapsodeException refusal =
        assertThrows(
            RhapsodeException.class, () -> ChatTemplate.parse("hostile", source).render(Map.of()));
    assertTrue(
        refusal.getMessage().startsWith("the chat template hostile failed at line 1: "),
        refusal.getMessage());
  }
}
