package rhapsode.sample.grammar.schema;

import rhapsode.RhapsodeException;

/**
 * A place in a schema: RFC 6901's JSON Pointer as a fragment, such as {@code #/properties/age}.
 *
 * @param text the fragment
 */
record Pointer(String text) {
  static final Pointer ROOT = new Pointer("#");

  /** The place of a member or an element of what is here. */
  Pointer child(Object name) {
    return new Pointer(text + "/" + name.toString().replace("~", "~0").replace("/", "~1"));
  }

  /** Says what is wrong here. */
  RhapsodeException wrong(String sentence) {
    return new RhapsodeException("the JSON schema, at %s: %s".formatted(text, sentence));
  }
}
