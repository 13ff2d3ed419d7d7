package rhapsode.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.sample.SamplingOptions;

/** Asks the default model a question through LangChain4j. */
public final class Example {
  private Example() {}

  /** Asks what is given as arguments, or something. */
  public static void main(String[] words) {
    try (Model model = Model.open("smollm2");
        Session session = model.session()) {
      ChatModel chat = new RhapsodeChatModel(session, SamplingOptions.STANDARD.with("temp", 0));
      String question = String.join(" ", words);
      System.out.println(chat.chat(question.isEmpty() ? "What is gravity?" : question));
    }
  }
}
