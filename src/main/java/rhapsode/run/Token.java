package rhapsode.run;

/**
 * A token of a text that a model makes.
 *
 * @param id of the vocabulary
 * @param text what is certain to follow in the text now that the token is there: empty where it may
 *     turn out to be part of a character or of a stop string, and then more with a later token
 */
public record Token(int id, String text) {
  /** The text. */
  @Override
  public String toString() {
    return text;
  }
}
