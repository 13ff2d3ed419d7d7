package rhapsode.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import rhapsode.model.catalogue.Catalogue;
import rhapsode.model.catalogue.ModelStore;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.sample.SamplingOptions;

/** LangChain4j's own interfaces drive the default model. */
class RhapsodeChatModelTest {
  private static final SamplingOptions OPTIONS =
      SamplingOptions.STANDARD.with("temp", 0).with("max_tokens", 12);
  private static final String QUESTION = "What is the capital of France?";

  private static Model model;
  private static Session session;

  @BeforeAll
  static void open() {
    Path file = new ModelStore().fileOf(Catalogue.get(Catalogue.DEFAULT_NAME));
    Assumptions.assumeTrue(Files.exists(file), "skipped: the default model is not on this disk");
    model = Model.open(file);
    session = model.session(Session.Options.of(512));
  }

  @AfterAll
  static void close() {
    if (model != null) {
      session.close();
      model.close();
    }
  }

  @Test
  void answersAsTheSessionDoes() {
    ChatModel chat = new RhapsodeChatModel(session, OPTIONS);
    String answer = chat.chat(QUESTION);
    assertEquals(session.chat(QUESTION, OPTIONS).whole().text(), answer);
    assertFalse(answer.isBlank());
  }

  @Test
  void aConversationAndItsParameters() {
    ChatModel chat = new RhapsodeChatModel(session, OPTIONS);
    ChatResponse response =
        chat.chat(
            ChatRequest.builder()
                .messages(
                    SystemMessage.from("Answer in one word."),
                    UserMessage.from(QUESTION),
                    AiMessage.from("Paris."),
                    UserMessage.from("And of Italy?"))
                .maxOutputTokens(1)
                .temperature(0.5)
                .topK(1)
                .build());
    assertEquals(FinishReason.LENGTH, response.finishReason());
    assertEquals(1, response.tokenUsage().outputTokenCount());
    assertTrue(response.tokenUsage().inputTokenCount() > 20);
    ChatRequest stopping =
        ChatRequest.builder()
            .messages(UserMessage.from(QUESTION))
            .stopSequences(List.of("France"))
            .build();
    String stopped = chat.chat(stopping).aiMessage().text();
    assertTrue(!stopped.contains("France") && !stopped.isEmpty(), stopped);
  }

  @Test
  void streamsWhatItAnswers() throws Exception {
    StreamingChatModel chat = new RhapsodeStreamingChatModel(session, OPTIONS);
    Listening listening = new Listening(Integer.MAX_VALUE);
    chat.chat(QUESTION, listening);
    ChatResponse response = listening.done.get(60, TimeUnit.SECONDS);
    assertEquals(listening.streamed.toString(), response.aiMessage().text());
    assertEquals(new RhapsodeChatModel(session, OPTIONS).chat(QUESTION), "" + listening.streamed);
    assertTrue(listening.pieces > 3);
  }

  @Test
  void endsWhenTheHandlerCancels() throws Exception {
    StreamingChatModel chat = new RhapsodeStreamingChatModel(session, OPTIONS);
    Listening listening = new Listening(2);
    chat.chat(QUESTION, listening);
    ChatResponse response = listening.done.get(60, TimeUnit.SECONDS);
    assertEquals(2, listening.pieces);
    assertEquals(FinishReason.OTHER, response.finishReason());
  }

  @Test
  void refusesWhatItCanNotDo() throws Exception {
    ChatRequest tools =
        ChatRequest.builder()
            .messages(UserMessage.from(QUESTION))
            .toolSpecifications(ToolSpecification.builder().name("clock").build())
            .build();
    ChatModel chat = new RhapsodeChatModel(session, OPTIONS);
    assertThrows(UnsupportedFeatureException.class, () -> chat.chat(tools));
    Listening listening = new Listening(Integer.MAX_VALUE);
    new RhapsodeStreamingChatModel(session, OPTIONS).chat(tools, listening);
    assertInstanceOf(
        UnsupportedFeatureException.class,
        listening.done.handle((_, why) -> why).get(60, TimeUnit.SECONDS));
  }

  /** Keeps what is streamed, and cancels after some pieces. */
  private static final class Listening implements StreamingChatResponseHandler {
    private final CompletableFuture<ChatResponse> done = new CompletableFuture<>();
    private final StringBuilder streamed = new StringBuilder();
    private final int most;
    private int pieces;

    Listening(int most) {
      this.most = most;
    }

    @Override
    public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
      streamed.append(partial.text());
      if (++pieces == most) {
        context.streamingHandle().cancel();
      }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      done.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
      done.completeExceptionally(failure);
    }
  }
}
