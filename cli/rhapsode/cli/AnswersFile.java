package rhapsode.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import rhapsode.lab.DraftFile;
import rhapsode.lab.Likelihood;
import rhapsode.lab.eval.Answer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes what a model answered, a JSON line a question. */
final class AnswersFile implements AutoCloseable {
  private final DraftFile draft;
  private final PrintWriter out;

  private AnswersFile(DraftFile draft) {
    this.draft = draft;
    out = new PrintWriter(new OutputStreamWriter(draft.stream(), StandardCharsets.UTF_8));
  }

  static AnswersFile open(Path file) {
    return new AnswersFile(DraftFile.open(file));
  }

  /** Adds the answer to a question of a file. */
  void add(String file, int number, Answer answer) {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    object.put("file", file);
    object.put("question", number);
    object.put("gold", answer.question().gold());
    object.put("chosen", answer.chosen(Answer.Norm.NONE));
    object.put("chosen_norm", answer.chosen(Answer.Norm.CHARACTERS));
    object.put("chosen_token", answer.chosen(Answer.Norm.TOKENS));
    ArrayNode logprobs = object.putArray("logprobs");
    ArrayNode tokens = object.putArray("tokens");
    for (Likelihood likelihood : answer.likelihoods()) {
      logprobs.add(likelihood.logprob());
      tokens.add(likelihood.tokens());
    }
    out.println(JsonMapper.shared().writeValueAsString(object));
  }

  /** Gives the file its name. */
  void complete() {
    out.flush();
    draft.complete();
  }

  @Override
  public void close() {
    draft.close();
  }
}
