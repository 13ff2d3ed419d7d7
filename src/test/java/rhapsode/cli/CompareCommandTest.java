package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompareCommandTest {
  private static final String TEXT = "src/test/resources/perplexity/text.txt";

  @TempDir Path folder;

  @Test
  void aModelAndItsRoundedCopy() {
    String whole = perToken("llama-quant-F16", "a.jsonl");
    String rounded = perToken("llama-quant-Q5_0", "b.csv");
    CommandLineRunner run = CommandLineRunner.run("compare", whole, rounded, "--json");
    assertEquals(ExitCode.OK, run.code(), run.err());
    JsonNode object = JsonMapper.shared().readTree(run.out());
    assertEquals(527, object.get("tokens").asInt());
    assertEquals(0, object.get("left_out").asInt());
    double ratio = object.get("b_perplexity").asDouble() / object.get("a_perplexity").asDouble();
    assertEquals(Math.log(ratio), object.get("log_ratio").asDouble(), 1e-9);
    assertTrue(object.get("low").asDouble() < object.get("log_ratio").asDouble());
    assertTrue(object.get("high").asDouble() > object.get("log_ratio").asDouble());

    CommandLineRunner turned = CommandLineRunner.run("compare", rounded, whole, "--json");
    JsonNode other = JsonMapper.shared().readTree(turned.out());
    assertEquals(-object.get("log_ratio").asDouble(), other.get("log_ratio").asDouble(), 1e-12);
    assertTrue(CommandLineRunner.run("compare", whole, whole).out().contains("tied"));
  }

  @Test
  void theBetterRunIsNamed() throws IOException {
    StringBuilder rows = new StringBuilder("text,index,id,logprob\n");
    StringBuilder better = new StringBuilder(rows);
    for (int i = 0; i < 50; i++) {
      rows.append("t,%d,7,%d\n".formatted(i, -1 - i % 5));
      better.append("t,%d,7,%.1f\n".formatted(i, -0.5 - i % 5 - (i % 3) * 0.1));
    }
    Path one = write("one.csv", rows.toString());
    Path other = write("other.csv", better.append("t,50,7,-1\n").toString());
    CommandLineRunner run = CommandLineRunner.run("compare", one.toString(), other.toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("other.csv predicts better"), run.out());
    assertTrue(run.out().contains("100.0 % of 50 tokens (1 are in one run alone)"), run.out());
  }

  @Test
  void whatCannotBeCompared() throws IOException {
    Path one = write("one.csv", "text,index,id,logprob\n\"a,\"\"b\",1,5,-1\n\"a,\"\"b\",2,6,-2\n");
    Path other =
        write("other.csv", "index,text,logprob,id\n1,\"a,\"\"b\",-1,5\n2,\"a,\"\"b\",-1,7\n");
    assertRefused("token 2 of a,\"b is 6 in", one, other);
    assertRefused("0 tokens in common", one, write("empty.jsonl", ""));
    assertRefused("line 1: no row of a scored token", one, write("wrong.jsonl", "{\"id\": 1}"));
    assertRefused("line 1: no row of a scored token", one, write("text.jsonl", "hello"));
    assertRefused("there is no file", one, folder.resolve("missing.csv"));
  }

  private static void assertRefused(String words, Path one, Path other) {
    CommandLineRunner run = CommandLineRunner.run("compare", one.toString(), other.toString());
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(words), run.err());
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private String perToken(String model, String name) {
    String file = folder.resolve(name).toString();
    String path = Fixture.of(model).model().toString();
    CommandLineRunner run =
        CommandLineRunner.run("perplexity", "-m", path, TEXT, "-c", "64", "--per-token", file);
    assertEquals(ExitCode.OK, run.code(), run.err());
    return file;
  }
}
