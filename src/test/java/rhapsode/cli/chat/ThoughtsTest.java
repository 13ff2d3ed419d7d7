package rhapsode.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThoughtsTest {
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "false | Hello                        | ''       | Hello",
        "false | <think>Hm.</think>Hello      | Hm.      | Hello",
        "false | <think>a<b</think>1 < 2      | a<b      | 1 < 2",
        "false | <think></think>Hello         | ''       | Hello",
        "false | <think>Cut in the midst      | Cut in the midst | ''",
        "false | <think>Cut in a tag</thi     | Cut in a tag</thi | ''",
        "false | <thinking> is a tag          | ''       | <thinking> is a tag",
        "false | <thi                         | ''       | <thi",
        "false | See <think>no</think>        | ''       | See <think>no</think>",
        "false | <think>a</think>b</think>c   | a        | b</think>c",
        "true  | Hm.</think>Hello             | Hm.      | Hello",
        "true  | Hm.                          | Hm.      | ''",
      })
  void partsTheSameHoweverItIsCut(boolean inside, String text, String thought, String answer) {
    for (int size = 1; size <= text.length(); size++) {
      StringBuilder thoughts = new StringBuilder();
      StringBuilder answers = new StringBuilder();
      Thoughts parted = new Thoughts(inside, thoughts::append, answers::append);
      for (int from = 0; from < text.length(); from += size) {
        parted.push(text.substring(from, Math.min(from + size, text.length())));
      }
      parted.flush();
      assertEquals(thought, thoughts.toString(), "in pieces of " + size);
      assertEquals(answer, answers.toString(), "in pieces of " + size);
    }
  }

  @Test
  void whiteSpaceBetweenThoughtAndAnswerGoes() {
    StringBuilder answers = new StringBuilder();
    Thoughts parted = new Thoughts(false, _ -> {}, answers::append);
    parted.push("\n<think>\nHm.\n</think>\n\n");
    parted.push(" Hello \n");
    parted.flush();
    assertEquals("Hello \n", answers.toString());
  }
}
