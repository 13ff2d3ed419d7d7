package rhapsode.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import rhapsode.RhapsodeException;
import rhapsode.lab.eval.Question;
import rhapsode.lab.eval.Question.Option;
import tools.jackson.databind.JsonNode;

/**
 * The formats in which sets of multiple-choice questions are published, a JSON object a question.
 * What a model is asked is what lm-evaluation-harness asks it, without examples before.
 */
enum TaskFormat {
  /** Endings of a described scene. */
  HELLASWAG {
    @Override
    Question question(JsonNode object) {
      String scene = text(object, "ctx_a") + " " + capitalized(text(object, "ctx_b"));
      String context = cleaned(text(object, "activity_label") + ": " + scene);
      List<Option> options =
          texts(object, "endings").map(ending -> Option.after(context, cleaned(ending))).toList();
      return new Question(options, number(object, "label", options.size(), 0));
    }
  },

  /** A sentence with a gap: how likely is what follows, after either filling? */
  WINOGRANDE {
    @Override
    Question question(JsonNode object) {
      String sentence = text(object, "sentence");
      int gap = sentence.indexOf('_');
      if (gap < 0) {
        throw new RhapsodeException("the \"sentence\" has no gap, written _");
      }
      String rest = " " + sentence.substring(gap + 1).strip();
      List<Option> options =
          Stream.of("option1", "option2")
              .map(key -> text(object, key))
              .map(filling -> new Option(sentence.substring(0, gap) + filling, rest, filling))
              .toList();
      return new Question(options, number(object, "answer", options.size(), 1));
    }
  },

  /** A question of a school test, its choices under "text" and "label". */
  ARC {
    @Override
    Question question(JsonNode object) {
      JsonNode choices = object.get("choices");
      String context = "Question: " + text(object, "question") + "\nAnswer:";
      List<Option> options =
          texts(choices, "text").map(answer -> Option.after(context, answer)).toList();
      int gold = texts(choices, "label").toList().indexOf(text(object, "answerKey"));
      if (gold < 0 || gold >= options.size()) {
        throw new RhapsodeException("the \"answerKey\" is none of the labels");
      }
      return new Question(options, gold);
    }
  },

  /** A question whose choices are shown with letters; the letter is the answer. */
  MMLU {
    @Override
    Question question(JsonNode object) {
      StringBuilder context = new StringBuilder();
      if (object.has("subject")) {
        context
            .append("The following are multiple choice questions (with answers) about ")
            .append(text(object, "subject").replace('_', ' '))
            .append(".\n\n");
      }
      context.append(text(object, "question").strip());
      List<String> letters = new ArrayList<>();
      for (String choice : texts(object, "choices").toList()) {
        String letter = String.valueOf((char) ('A' + letters.size()));
        letters.add(letter);
        context.append('\n').append(letter).append(". ").append(choice);
      }
      context.append("\nAnswer:");
      List<Option> options =
          letters.stream().map(letter -> Option.after(context.toString(), letter)).toList();
      JsonNode answer = object.get("answer");
      int gold =
          answer.isString() && letters.contains(answer.stringValue())
              ? letters.indexOf(answer.stringValue())
              : number(object, "answer", options.size(), 0);
      return new Question(options, gold);
    }
  },

  /** Anything else: a context and choices that follow it after a space. */
  CHOICE {
    @Override
    Question question(JsonNode object) {
      String context = text(object, "context");
      List<Option> options =
          texts(object, "choices").map(answer -> Option.after(context, answer)).toList();
      return new Question(options, number(object, "answer", options.size(), 0));
    }
  };

  /** The keys by which a line of this format is known. */
  private List<String> keys() {
    return switch (this) {
      case HELLASWAG -> List.of("activity_label", "ctx_a", "ctx_b", "endings", "label");
      case WINOGRANDE -> List.of("sentence", "option1", "option2", "answer");
      case ARC -> List.of("question", "choices", "answerKey");
      case MMLU -> List.of("question", "choices", "answer");
      case CHOICE -> List.of("context", "choices", "answer");
    };
  }

  /** The question that an object of this format asks. */
  abstract Question question(JsonNode object);

  /**
   * The question that an object asks, its format known by its keys.
   *
   * @throws RhapsodeException if it has those of no format, or something is wrong in it
   */
  static Question read(JsonNode object) {
    TaskFormat format =
        Stream.of(values())
            .filter(each -> each.keys().stream().allMatch(object::has))
            .findFirst()
            .orElseThrow(
                () ->
                    new RhapsodeException(
                        "no format of questions has these keys; HellaSwag, WinoGrande, ARC and MMLU"
                            + " do, or else context, choices and answer"));
    Question question = format.question(object);
    if (question.options().size() < 2) {
      throw new RhapsodeException("there are less than two options");
    }
    if (question.options().stream().anyMatch(option -> option.continuation().isBlank())) {
      throw new RhapsodeException("there is nothing to score in one of the options");
    }
    return question;
  }

  private static String text(JsonNode object, String key) {
    return JsonLines.text(object, key);
  }

  private static Stream<String> texts(JsonNode object, String key) {
    JsonNode array = object.get(key);
    if (array == null || !array.isArray() || !array.valueStream().allMatch(JsonNode::isString)) {
      throw new RhapsodeException("there is no list of strings \"%s\"".formatted(key));
    }
    return array.valueStream().map(JsonNode::stringValue);
  }

  /**
   * The number of the right option, written as a number or a string, counted from {@code first}.
   */
  private static int number(JsonNode object, String key, int options, int first) {
    int number = object.get(key).asInt(-1) - first;
    if (number < 0 || number >= options) {
      throw new RhapsodeException(
          "\"%s\" is %s, and there are %d options, counted from %d"
              .formatted(key, object.get(key), options, first));
    }
    return number;
  }

  /** Python's str.capitalize. */
  private static String capitalized(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT)
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  /** Part of HellaSwag comes from WikiHow and has its marks in brackets. */
  private static String cleaned(String text) {
    return text.strip()
        .replace(" [title]", ". ")
        .replaceAll("\\[[^\\n]*?\\]", "")
        .replace("  ", " ");
  }
}
