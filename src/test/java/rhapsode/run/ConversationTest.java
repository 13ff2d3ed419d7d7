package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.RhapsodeException;
import rhapsode.sample.Sampler;
import rhapsode.sample.SamplingOptions;
import rhapsode.testing.ScriptedModel;

/** On a model of random weights, whose answers no tokenizer would spell as it does. */
class ConversationTest {
  private static final Generation.Limits TWELVE = new Generation.Limits(12, List.of(), true);

  @TempDir static Path folder;
  private static Model model;

  private final List<Integer> forgot = new ArrayList<>();
  private final List<Integer> slid = new ArrayList<>();
  private int pieces;
  private int stopAfter = Integer.MAX_VALUE;
  private int asked;

  @BeforeAll
  static void open() {
    model = Model.open(ScriptedModel.writeChatting(folder.resolve("m.gguf"), "llama-gqa"), 1);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private final Conversation.Listener listener =
      new Conversation.Listener() {
        @Override
        public void text(String piece) {
          pieces++;
        }

        @Override
        public boolean interrupted() {
          return asked++ >= stopAfter;
        }

        @Override
        public void forgot(int turns) {
          forgot.add(turns);
        }

        @Override
        public void slid(int tokens) {
          slid.add(tokens);
        }
      };

  @Test
  void aTurnReadsOnlyItsNewTokens() {
    try (Conversation conversation = conversation(512, ContextFullPolicy.STOP)) {
      ask(conversation, "one", 1);
      int held = conversation.used();
      Generation second = ask(conversation, "two", 2);
      // The last token of an answer is not in the cache; "</s>user:two</s>assistant:" comes after.
      int[] added = model.tokenizer().encode("</s>user:two</s>assistant:", false, true);
      assertEquals(1 + added.length, second.promptTokens());
      assertEquals(held + second.promptTokens() + 11, conversation.used());
      assertTrue(pieces > 0);
    }
  }

  @Test
  void resumedItGoesOnBitForBit() throws IOException {
    Path whole = folder.resolve("whole.kv");
    Path middle = folder.resolve("middle.kv");
    List<Integer> third;
    Transcript said;
    try (Conversation conversation = conversation(512, ContextFullPolicy.STOP)) {
      conversation.transcript(Transcript.EMPTY.withSystem("Be kind."));
      ask(conversation, "one", 1);
      ask(conversation, "two", 2);
      said = conversation.transcript();
      conversation.saveCache(middle);
      third = ask(conversation, "three", 3).ids();
      conversation.saveCache(whole);
    }
    try (Conversation resumed = conversation(512, ContextFullPolicy.STOP)) {
      resumed.transcript(said);
      Generation made = ask(resumed, "three", 3);
      assertEquals(third, made.ids());
      assertTrue(made.promptTokens() > 40, made.promptTokens() + " tokens read");
      assertSameCache(whole, resumed);
    }
    try (Conversation resumed = conversation(512, ContextFullPolicy.STOP)) {
      resumed.transcript(said);
      resumed.loadCache(middle);
      Generation made = ask(resumed, "three", 3);
      assertEquals(third, made.ids());
      assertTrue(made.promptTokens() < 40, made.promptTokens() + " tokens read");
      assertSameCache(whole, resumed);
    }
  }

  @Test
  void aCacheThatDoesNotFitIsRefusedAndHarmless() throws IOException {
    Path file = folder.resolve("good.kv");
    List<Integer> expected;
    try (Conversation conversation = conversation(256, ContextFullPolicy.STOP)) {
      ask(conversation, "one", 1);
      conversation.saveCache(file);
      expected = ask(conversation, "two", 2).ids();
      byte[] good = Files.readAllBytes(file);
      for (int at : new int[] {0, 10, 75, 82, 90, 400, good.length - 1}) {
        byte[] bad = good.clone();
        bad[at] ^= 0x11;
        assertRefused(conversation, bad);
      }
      for (int length : new int[] {0, 7, 83, 100, good.length - 1}) {
        assertRefused(conversation, Arrays.copyOf(good, length));
      }
      conversation.transcript(conversation.transcript().withoutTurn());
      assertEquals(expected, ask(conversation, "two", 2).ids());
    }
    Session.Options other = new Session.Options(256, 512, CacheType.F32);
    try (Conversation conversation = new Conversation(model, other, ContextFullPolicy.STOP)) {
      RhapsodeException refused =
          assertThrows(RhapsodeException.class, () -> conversation.loadCache(file));
      assertTrue(refused.getMessage().contains("is of type F16, not F32"), refused.getMessage());
    }
    try (Conversation conversation = conversation(16, ContextFullPolicy.STOP)) {
      RhapsodeException refused =
          assertThrows(RhapsodeException.class, () -> conversation.loadCache(file));
      assertTrue(refused.getMessage().contains("the context of 16"), refused.getMessage());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertTrue(files.noneMatch(each -> each.toString().endsWith(".part")));
    }
  }

  private static void assertRefused(Conversation conversation, byte[] content) throws IOException {
    Path bad = Files.write(folder.resolve("bad.kv"), content);
    RhapsodeException refused =
        assertThrows(RhapsodeException.class, () -> conversation.loadCache(bad));
    assertTrue(refused.getMessage().contains("bad.kv"), refused.getMessage());
  }

  @Test
  void aRetryReadsOneTokenAndAnUndoneTurnNothingTwice() {
    try (Conversation conversation = conversation(512, ContextFullPolicy.STOP)) {
      assertThrows(RhapsodeException.class, () -> conversation.retry(sampler(1), TWELVE, listener));
      Generation first = ask(conversation, "one", 1);
      Generation again = conversation.retry(sampler(1), TWELVE, listener);
      assertEquals(1, again.promptTokens());
      assertEquals(first.ids(), again.ids());
      assertEquals(1, conversation.transcript().turns());
    }
  }

  @Test
  void stoppedBeforeAnAnswerItKeepsNothingStoppedWithinItKeepsThePart() {
    try (Conversation conversation = conversation(512, ContextFullPolicy.STOP)) {
      stopAfter = 0;
      Generation nothing = ask(conversation, "one", 1);
      assertEquals(StopReason.INTERRUPTED, nothing.reason());
      assertEquals(0, conversation.transcript().turns());
      stopAfter = 5;
      asked = 0;
      Generation part = ask(conversation, "one", 1);
      assertEquals(StopReason.INTERRUPTED, part.reason());
      assertEquals(4, part.ids().size());
      stopAfter = Integer.MAX_VALUE;
      assertEquals(part.ids(), conversation.transcript().messages().getLast().ids());
      assertTrue(ask(conversation, "two", 2).promptTokens() < 30);
    }
  }

  @Test
  void aFailureLeavesNothingBehind() {
    try (Conversation conversation = conversation(512, ContextFullPolicy.STOP)) {
      ask(conversation, "one", 1);
      Transcript before = conversation.transcript();
      assertThrows(
          IllegalStateException.class,
          () ->
              conversation.ask(
                  "two",
                  sampler(1),
                  TWELVE,
                  _ -> {
                    throw new IllegalStateException("the reader left");
                  }));
      assertEquals(before, conversation.transcript());
    }
  }

  @Test
  void stopRefusesWhatDoesNotFitAndEndsAnAnswerWhereItIsFull() {
    try (Conversation conversation = conversation(40, ContextFullPolicy.STOP)) {
      String tooLong = "word ".repeat(60);
      assertThrows(ContextFullException.class, () -> ask(conversation, tooLong, 1));
      assertEquals(Transcript.EMPTY, conversation.transcript());
      Generation cut =
          conversation.ask("one", sampler(1), new Generation.Limits(-1, List.of(), true), listener);
      assertEquals(StopReason.CONTEXT, cut.reason());
      assertEquals(40, conversation.used());
      assertThrows(ContextFullException.class, () -> ask(conversation, "two", 1));
      assertEquals(1, conversation.transcript().turns());
    }
  }

  @Test
  void dropForgetsTheOldestTurnsAndKeepsTheSystemMessage() {
    try (Conversation conversation = conversation(128, ContextFullPolicy.DROP)) {
      conversation.transcript(Transcript.EMPTY.withSystem("Be kind."));
      for (int turn = 0; turn < 9; turn++) {
        ask(conversation, "question " + turn, turn);
        assertTrue(conversation.used() <= 128);
      }
      Transcript said = conversation.transcript();
      assertEquals(9, said.turns());
      assertTrue(said.forgotten() > 4, said.forgotten() + " forgotten");
      assertEquals(said.forgotten(), forgot.stream().mapToInt(n -> n).sum());
      assertEquals("Be kind.", said.shown().getFirst().content());
      assertThrows(ContextFullException.class, () -> ask(conversation, "word ".repeat(99), 1));
      assertEquals(said, conversation.transcript());
    }
  }

  @Test
  void dropMakesRoomInTheMidstOfAnAnswer() {
    try (Conversation conversation = conversation(128, ContextFullPolicy.DROP)) {
      ask(conversation, "first", 1);
      forgot.clear();
      Generation cut =
          conversation.ask("on", sampler(2), new Generation.Limits(-1, List.of(), true), listener);
      assertEquals(List.of(1), forgot);
      assertEquals(StopReason.CONTEXT, cut.reason());
      // All that is left is this turn, which fills the context alone.
      int question = model.tokenizer().encode("user:on</s>assistant:", true, true).length;
      assertTrue(cut.ids().size() + question >= 128, cut.ids().size() + " tokens");
      assertEquals(cut.ids(), conversation.transcript().messages().getLast().ids());
    }
  }

  @Test
  void slideGoesOnForEverAndHoldsWhatItsTextSays() {
    int context = 64;
    try (Conversation conversation = conversation(context, ContextFullPolicy.SLIDE)) {
      Generation made =
          conversation.ask(
              "one", sampler(1), new Generation.Limits(300, List.of(), true), listener);
      assertEquals(StopReason.LENGTH, made.reason());
      assertEquals(300, made.ids().size());
      assertFalse(slid.isEmpty());
      Generation next = ask(conversation, "two", 2);
      Path cache = folder.resolve("slid.kv");
      conversation.saveCache(cache);
      try (Conversation resumed = conversation(context, ContextFullPolicy.SLIDE)) {
        resumed.transcript(conversation.transcript().withoutTurn());
        assertEquals(next.ids(), ask(resumed, "two", 2).ids());
        assertSameCache(cache, resumed);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void aModelWithoutTemplateTalksInLines() {
    Path bare = rhapsode.testing.Fixture.of("llama-gqa").model();
    try (Model plain = Model.open(bare, 1)) {
      ConversationPrompt prompt = new ConversationPrompt(plain);
      int[] ids =
          prompt.ids(
              Transcript.EMPTY
                  .withSystem("Be kind.")
                  .with(ConversationMessage.of(ConversationMessage.Role.USER, "one"))
                  .messages());
      assertArrayEquals(
          plain.tokenizer().encode("Be kind.\nUser: one\nAssistant:", true, true), ids);
    }
  }

  private Generation ask(Conversation conversation, String question, int seed) {
    return conversation.ask(question, sampler(seed), TWELVE, listener);
  }

  private static Conversation conversation(int context, ContextFullPolicy policy) {
    return new Conversation(model, Session.Options.of(context), policy);
  }

  private static Sampler sampler(int seed) {
    return model.sampler(
        SamplingOptions.STANDARD
            .with("temp", 0.9)
            .with("top-k", 0)
            .with("top-p", 1)
            .with("min-p", 0)
            .with("seed", seed));
  }

  private static void assertSameCache(Path expected, Conversation conversation) throws IOException {
    Path found = folder.resolve("found.kv");
    conversation.saveCache(found);
    assertEquals(-1, Files.mismatch(expected, found));
  }
}
