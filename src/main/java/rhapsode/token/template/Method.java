package rhapsode.token.template;

/** A method of a value, taken but not called yet. */
record Method(Object self, String name, Callable body) implements Callable {
  @Override
  public Object call(Args args) {
    return body.call(args);
  }
}
