package rhapsode.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import rhapsode.run.Generation;
import rhapsode.run.Session;
import rhapsode.run.Token;
import rhapsode.run.TokenStream;
import rhapsode.sample.SamplingOptions;

/**
 * A Rhapsode session as LangChain4j's {@link StreamingChatModel}. A request is answered on a thread
 * of its own, and waits while another is.
 */
public final class RhapsodeStreamingChatModel implements StreamingChatModel {
  private final Conversations conversations;

  /**
   * A chat model.
   *
   * @param session computes, and is closed by whoever opened it, not before the last answer
   * @param standard how tokens are chosen where a request does not say
   */
  public RhapsodeStreamingChatModel(Session session, SamplingOptions standard) {
    conversations = new Conversations(session, standard);
  }

  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    Thread.ofPlatform().name("rhapsode-chat").daemon().start(() -> answer(request, handler));
  }

  private void answer(ChatRequest request, StreamingChatResponseHandler handler) {
    Generation made;
    try {
      synchronized (conversations.lock()) {
        made = stream(conversations.answer(request), handler);
      }
    } catch (RuntimeException failure) {
      handler.onError(failure);
      return;
    }
    handler.onCompleteResponse(conversations.response(made));
  }

  private static Generation stream(TokenStream answer, StreamingChatResponseHandler handler) {
    Cancellation cancellation = new Cancellation();
    PartialResponseContext context = new PartialResponseContext(cancellation);
    for (Token token : answer) {
      if (!token.text().isEmpty()) {
        handler.onPartialResponse(new PartialResponse(token.text()), context);
      }
      if (cancellation.isCancelled()) {
        return answer.stop();
      }
    }
    return answer.whole();
  }

  /** Set by the handler, within its callbacks or from another thread. */
  private static final class Cancellation implements StreamingHandle {
    private volatile boolean cancelled;

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }
  }
}
