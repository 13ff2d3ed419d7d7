package rhapsode.token.template;

/**
 * What a missing name, key or attribute gives: empty when printed or looped over, an error
 * otherwise.
 */
record Undefined(String why) {
  static Undefined name(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  TemplateError error() {
    return new TemplateError(why);
  }
}
