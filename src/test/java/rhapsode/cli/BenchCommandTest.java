package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandTest {
  private static final String MODEL = Fixture.of("llama-quant-Q4_1").model().toString();

  private static final List<String> KEYS =
      List.of(
          "model",
          "isa",
          "threads",
          "prompt",
          "generate",
          "depth",
          "tokens_per_second",
          "spread",
          "limit_share");

  @Test
  void jsonHoldsATrialAnObject() {
    CommandLineRunner run = bench("-p", "8,4", "-n", "3", "-d", "0,6", "-t", "2", "--json");
    JsonNode array = JsonMapper.shared().readTree(run.out());
    assertEquals(6, array.size());
    List<List<Integer>> sizes = new ArrayList<>();
    for (JsonNode object : array) {
      assertEquals(KEYS, List.copyOf(object.propertyNames()));
      assertEquals(2, object.get("threads").intValue());
      assertTrue(object.get("tokens_per_second").doubleValue() > 0);
      assertTrue(object.get("spread").doubleValue() >= 0);
      assertTrue(object.get("limit_share").doubleValue() > 0);
      sizes.add(
          List.of(
              object.get("prompt").intValue(),
              object.get("generate").intValue(),
              object.get("depth").intValue()));
    }
    assertEquals(
        List.of(
            List.of(8, 0, 0),
            List.of(4, 0, 0),
            List.of(0, 3, 0),
            List.of(8, 0, 6),
            List.of(4, 0, 6),
            List.of(0, 3, 6)),
        sizes);
    assertTrue(run.err().contains("2 threads; this machine reads "), run.err());
  }

  @Test
  void csvHasTheKeysOfJsonAsItsHead() {
    CommandLineRunner run = bench("-p", "4", "-n", "0", "--isa", "reference", "-t", "1,2", "--csv");
    List<String> lines = run.out().lines().toList();
    assertEquals(String.join(",", KEYS), lines.getFirst());
    assertEquals(3, lines.size());
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",");
      assertEquals(KEYS.size(), fields.length);
      assertEquals(
          List.of(MODEL, "reference", String.valueOf(i), "4", "0", "0"),
          Arrays.asList(fields).subList(0, 6));
      assertTrue(Double.parseDouble(fields[6]) > 0);
    }
  }

  @Test
  void tablesAreForPeople() {
    List<String> markdown = bench("-p", "4", "-n", "2", "--markdown").out().lines().toList();
    assertEquals(4, markdown.size());
    assertEquals(
        "| isa | threads | prompt | generate | depth | tokens/s | spread | limit | of limit |",
        markdown.getFirst());
    assertEquals(
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |", markdown.get(1));
    assertEquals(10, markdown.get(2).chars().filter(c -> c == '|').count());
    assertTrue(markdown.get(2).endsWith(" % |"), markdown.get(2));
    List<String> table = bench("-p", "4", "-n", "2").out().lines().toList();
    assertEquals(3, table.size());
    assertEquals(table.getFirst().length(), table.get(1).length());
  }

  @Test
  void opsAreTimedByKernelAndShape() {
    CommandLineRunner run = bench("-p", "4", "-n", "2", "--ops", "--json");
    JsonNode array = JsonMapper.shared().readTree(run.out());
    double prompt = 0;
    double generation = 0;
    boolean product = false;
    for (JsonNode object : array) {
      double share = object.get("share").doubleValue();
      if (object.get("prompt").intValue() > 0) {
        prompt += share;
      } else {
        generation += share;
      }
      product |=
          object.get("kernel").stringValue().startsWith("matmul_q4")
              && object.get("shapes").stringValue().startsWith("(4, ")
              && object.get("giga_multiply_adds_per_second").doubleValue() > 0;
    }
    assertEquals(1, prompt, 1e-9);
    assertEquals(1, generation, 1e-9);
    assertTrue(product, run.out());
  }

  @Test
  void whatDoesNotFitIsLeftOutOrRefused() {
    CommandLineRunner run = bench("-p", "8", "-n", "2", "-d", "0,508", "--csv");
    assertEquals(4, run.out().lines().count(), run.out());
    assertTrue(
        run.err()
            .contains(
                "left out, as it is beyond the model's context: a prompt of 8 tokens at a depth"),
        run.err());
    refused("takes a context of 513, and the model has 512", "-p", "513");
    refused("instruction set 'mmx' is unknown", "--isa", "mmx");
  }

  private static CommandLineRunner bench(String... arguments) {
    CommandLineRunner run = run(arguments, "-r", "1");
    assertEquals(ExitCode.OK, run.code(), run.err());
    return run;
  }

  private static void refused(String sentence, String... arguments) {
    CommandLineRunner run = run(arguments);
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertTrue(run.err().contains(sentence), run.err());
    assertEquals("", run.out());
  }

  private static CommandLineRunner run(String[] arguments, String... more) {
    List<String> line = new ArrayList<>(List.of("bench", "-m", MODEL));
    line.addAll(List.of(arguments));
    line.addAll(List.of(more));
    return CommandLineRunner.run(line.toArray(String[]::new));
  }
}
