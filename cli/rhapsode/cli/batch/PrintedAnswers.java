package rhapsode.cli.batch;

import java.io.PrintWriter;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers on standard output. */
record PrintedAnswers(PrintWriter out) implements Answers {
  @Override
  public List<JsonNode> earlier() {
    return List.of();
  }

  @Override
  public void write(ObjectNode answer) {
    out.print(answer + "\n");
    out.flush();
  }

  @Override
  public String howToGoOn(long count) {
    return "go on with --skip " + count;
  }

  @Override
  public void close() {
    out.flush();
  }
}
