package rhapsode.token.template;

/** A value that a template can call. */
interface Callable {
  Object call(Args args);
}
