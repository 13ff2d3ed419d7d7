package rhapsode.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.Map;
import rhapsode.run.Generation;
import rhapsode.run.Prompt;
import rhapsode.run.Session;
import rhapsode.run.TokenStream;
import rhapsode.sample.SamplingOptions;

/** LangChain4j's requests and responses in Rhapsode's terms; one request at a time. */
final class Conversations {
  private final Session session;
  private final SamplingOptions standard;

  Conversations(Session session, SamplingOptions standard) {
    this.session = session;
    this.standard = standard;
  }

  /** Whoever computes holds this. */
  Object lock() {
    return session;
  }

  /** The answer to a request, as it is made. */
  TokenStream answer(ChatRequest request) {
    refuse(!request.toolSpecifications().isEmpty(), "tools");
    refuse(
        request.responseFormat() != null
            && request.responseFormat().type() == ResponseFormatType.JSON,
        "answers in JSON");
    List<Map<String, Object>> messages =
        request.messages().stream().map(Conversations::message).toList();
    return session.chat(messages, options(request));
  }

  private static void refuse(boolean asked, String what) {
    if (asked) {
      throw new UnsupportedFeatureException("Rhapsode's adapter does not support " + what);
    }
  }

  private static Map<String, Object> message(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> Prompt.message("system", system.text());
      case UserMessage user -> Prompt.message("user", text(user));
      case AiMessage answer when !answer.hasToolExecutionRequests() ->
          Prompt.message("assistant", answer.text());
      default ->
          throw new UnsupportedFeatureException(
              "Rhapsode's adapter does not support messages of type " + message.type());
    };
  }

  private static String text(UserMessage message) {
    StringBuilder text = new StringBuilder();
    for (Content content : message.contents()) {
      if (!(content instanceof TextContent part)) {
        throw new UnsupportedFeatureException(
            "Rhapsode's adapter does not support content of type " + content.type());
      }
      text.append(part.text());
    }
    return text.toString();
  }

  private SamplingOptions options(ChatRequest request) {
    SamplingOptions options = standard;
    options = with(options, "temperature", request.temperature());
    options = with(options, "top_p", request.topP());
    options = with(options, "top_k", request.topK());
    options = with(options, "frequency_penalty", request.frequencyPenalty());
    options = with(options, "presence_penalty", request.presencePenalty());
    options = with(options, "max_tokens", request.maxOutputTokens());
    List<String> stops = request.stopSequences();
    return stops == null || stops.isEmpty() ? options : options.with("stop", stops);
  }

  private static SamplingOptions with(SamplingOptions options, String name, Object value) {
    return value == null ? options : options.with(name, value);
  }

  /** The response for an answer that has ended. */
  ChatResponse response(Generation made) {
    return ChatResponse.builder()
        .aiMessage(AiMessage.from(made.text()))
        .modelName(session.model().path().getFileName().toString())
        .tokenUsage(new TokenUsage(made.promptTokens(), made.ids().size()))
        .finishReason(reason(made))
        .build();
  }

  private static FinishReason reason(Generation made) {
    return switch (made.reason()) {
      case END, STOP, GRAMMAR -> FinishReason.STOP;
      case LENGTH, CONTEXT -> FinishReason.LENGTH;
      case INTERRUPTED -> FinishReason.OTHER;
    };
  }
}
