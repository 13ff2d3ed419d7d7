package rhapsode.token.template;

/**
 * One lexical unit of a template.
 *
 * @param value the decoded value: text for DATA, STRING, NAME and OPERATOR, the number otherwise
 */
record Token(Kind kind, Object value, int line) {
  enum Kind {
    DATA,
    VARIABLE_BEGIN,
    VARIABLE_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    NUMBER,
    OPERATOR,
    EOF
  }

  boolean is(Kind wanted, String text) {
    return kind == wanted && text.equals(value);
  }

  String text() {
    return switch (kind) {
      case EOF -> "the end of the template";
      case VARIABLE_END -> "}}";
      case BLOCK_END -> "%}";
      case VARIABLE_BEGIN -> "{{";
      case BLOCK_BEGIN -> "{%";
      default -> String.valueOf(value);
    };
  }
}
