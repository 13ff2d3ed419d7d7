package rhapsode.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import rhapsode.run.Session;
import rhapsode.sample.SamplingOptions;

/** A Rhapsode session as LangChain4j's {@link ChatModel}; requests are answered one by one. */
public final class RhapsodeChatModel implements ChatModel {
  private final Conversations conversations;

  /**
   * A chat model.
   *
   * @param session computes, and is closed by whoever opened it
   * @param standard how tokens are chosen where a request does not say
   */
  public RhapsodeChatModel(Session session, SamplingOptions standard) {
    conversations = new Conversations(session, standard);
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    synchronized (conversations.lock()) {
      return conversations.response(conversations.answer(request).whole());
    }
  }
}
