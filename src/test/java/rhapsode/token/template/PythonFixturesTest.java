package rhapsode.token.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import rhapsode.RhapsodeException;
import tools.jackson.databind.ObjectMapper;

/**
 * Renders small templates of our own, of which Python's jinja2 3.1.6 made the expected texts and
 * refusals.
 */
class PythonFixturesTest {
  /** One template with what Python made of it: a text or the error it raised. */
  private record Case(String template, String expected, String error) {}

  private record Fixtures(Map<String, Object> context, List<Case> cases) {}

  @TestFactory
  List<DynamicTest> everyCaseRendersAsPythonDoes() throws IOException {
    Fixtures fixtures;
    try (InputStream in = PythonFixturesTest.class.getResourceAsStream("/templates/python.json")) {
      fixtures = new ObjectMapper().readValue(in, Fixtures.class);
    }
    assertTrue(fixtures.cases().size() >= 200, "the fixture file is cut");
    List<DynamicTest> tests = new ArrayList<>();
    for (Case one : fixtures.cases()) {
      tests.add(DynamicTest.dynamicTest(one.template(), () -> check(one, fixtures.context())));
    }
    return tests;
  }

  private static void check(Case one, Map<String, Object> context) {
    if (one.error() == null) {
      assertEquals(one.expected(), ChatTemplate.parse("fixture", one.template()).render(context));
    } else {
      assertThrows(
          RhapsodeException.class,
          () -> ChatTemplate.parse("fixture", one.template()).render(context),
          one.error());
    }
  }
}
