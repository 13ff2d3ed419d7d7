package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import rhapsode.RhapsodeException;
import rhapsode.lab.ScoredToken;
import rhapsode.lab.Scoring;
import rhapsode.lab.perplexity.Perplexity;
import rhapsode.sample.SamplingOptions;
import rhapsode.testing.Fixture;

/** What a program asks a session for. */
class TokenStreamTest {
  private static final SamplingOptions OPTIONS =
      SamplingOptions.STANDARD.with("seed", 3).with("max_tokens", 20);

  private Model model;
  private Session session;

  @BeforeEach
  void open() {
    model = Model.open(Fixture.of("llama-gqa").model().toString());
    session = model.session();
  }

  @AfterEach
  void close() {
    session.close();
    model.close();
  }

  @Test
  void givesTheTokensThatAGenerationGives() {
    Generation expected = generation("Once upon a time", OPTIONS);
    session.generate("Something else before", OPTIONS).whole();
    TokenStream stream = session.generate("Once upon a time", OPTIONS);
    List<Integer> ids = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Token token : stream) {
      ids.add(token.id());
      text.append(token);
    }
    assertEquals(expected.ids(), ids);
    assertEquals(expected.text(), text.toString());
    assertEquals(expected.text(), stream.whole().text());
    assertEquals(expected.reason(), stream.whole().reason());
    assertEquals(expected.promptTokens(), stream.whole().promptTokens());
  }

  @Test
  void theTokenThatEndsTheTextComesAsWell() {
    SamplingOptions endless = OPTIONS.with("max_tokens", -1);
    for (int seed = 0; seed < 40; seed++) {
      SamplingOptions options = endless.with("seed", seed).with("temp", 3);
      TokenStream stream = session.generate("a", options);
      List<Token> tokens = stream.stream().toList();
      if (stream.whole().reason() == StopReason.END) {
        assertEquals(stream.whole().ids().size() + 1, tokens.size());
        assertTrue(model.tokenizer().isEndOfGeneration(tokens.getLast().id()));
        return;
      }
    }
    throw new AssertionError("no text ended");
  }

  @Test
  void stopsWhenItIsToldTo() {
    TokenStream stream = session.generate("Once", OPTIONS);
    Iterator<Token> tokens = stream.iterator();
    int first = tokens.next().id();
    Generation made = stream.stop();
    assertEquals(StopReason.INTERRUPTED, made.reason());
    assertEquals(List.of(first), made.ids());
    assertThrows(NoSuchElementException.class, tokens::next);
    assertEquals(made.ids(), stream.stop().ids());
  }

  @Test
  void aConversationThatGoesOnIsNotComputedAgain() {
    var first = Prompt.message("user", "one two three four");
    session.chat(List.of(first), OPTIONS).whole();
    var second = List.of(first, Prompt.message("user", "five"));
    Generation again = session.chat(second, OPTIONS).whole();
    try (Session fresh = model.session()) {
      assertEquals(fresh.chat(second, OPTIONS).whole().ids(), again.ids());
    }
    String one =
        session.chat("one", OPTIONS).stream().map(Token::text).collect(Collectors.joining());
    assertEquals(generation("one", OPTIONS).text(), one);
  }

  @Test
  void refusesWhatDoesNotFit() {
    try (Session small = model.session(Session.Options.of(8))) {
      assertThrows(
          ContextFullException.class,
          () -> small.generate("far more than eight tokens fit in here", OPTIONS));
      assertThrows(RhapsodeException.class, () -> small.generate(new int[0], OPTIONS));
      assertEquals(StopReason.CONTEXT, small.generate("a", OPTIONS).whole().reason());
    }
    assertThrows(RhapsodeException.class, () -> Model.open("no/such.gguf"));
  }

  @Test
  void scoresTextsAndMeasuresPerplexity() {
    List<ScoredToken> scored = Scoring.text(session, "The rain in the plain");
    assertEquals(null, scored.getFirst().logprob());
    assertTrue(scored.size() > 1 && scored.getLast().logprob() < 0);
    try (Session small = model.session(Session.Options.of(16))) {
      double perplexity = Perplexity.of(small, "The rain in the plain. ".repeat(9)).perplexity();
      assertTrue(perplexity > 1 && Double.isFinite(perplexity));
    }
  }

  private Generation generation(String text, SamplingOptions options) {
    try (Session other = model.session()) {
      return Generation.run(
          other,
          model.tokenizer(),
          model.sampler(options),
          Prompt.raw(model, text),
          Generation.Limits.of(options),
          _ -> {},
          () -> false);
    }
  }
}
