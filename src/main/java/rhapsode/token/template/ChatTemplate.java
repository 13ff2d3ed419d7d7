package rhapsode.token.template;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import rhapsode.RhapsodeException;

/**
 * A chat template: a Jinja program, usually from a model file, that turns messages into a prompt.
 *
 * <p>It renders as Python's jinja2 3.1 does in the immutable sandbox with {@code trim_blocks} and
 * {@code lstrip_blocks}, the set-up of Hugging Face transformers. The work, depth, output and
 * memory of a rendering are bounded, so that a hostile template ends in an error. Instances do not
 * change and can be shared by threads.
 */
public final class ChatTemplate {
  private final String name;
  private final List<Stmt> body;

  private ChatTemplate(String name, List<Stmt> body) {
    this.name = name;
    this.body = body;
  }

  /**
   * Parses a template.
   *
   * @param name what errors call it
   * @throws RhapsodeException with the line, if the source is not valid
   */
  public static ChatTemplate parse(String name, String source) {
    try {
      return new ChatTemplate(name, Parser.parse(source));
    } catch (SyntaxError e) {
      throw failure(name, e.line(), e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw failure(name, 1, "it is nested too deeply", e);
    }
  }

  /** Renders with the system's clock; see {@link #render(Map, Clock)}. */
  public String render(Map<String, Object> context) {
    return render(context, Clock.system(ZoneId.systemDefault()));
  }

  /**
   * Renders the template.
   *
   * @param context the variables: Map (in its order), List, String, Integer, Long, BigInteger,
   *     Double, Boolean and null
   * @param clock what {@code strftime_now} shows
   * @throws RhapsodeException with the line, if the template refuses the context by {@code
   *     raise_exception}, fails, or goes over a bound
   */
  public String render(Map<String, Object> context, Clock clock) {
    Budget budget = new Budget();
    try {
      return ScopedValue.where(Budget.RUNNING, budget)
          .call(
              () -> {
                Scope variables = new Scope(Globals.scope(clock));
                context.forEach((key, value) -> variables.set(key, Values.fromJava(value)));
                return new Interpreter(budget).capture(body, new Scope(variables));
              });
    } catch (TemplateError e) {
      throw failure(name, budget.line(), e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw failure(name, budget.line(), "its calls or values are nested too deeply", e);
    }
  }

  private static RhapsodeException failure(String name, int line, String message, Throwable cause) {
    return new RhapsodeException(
        "the chat template " + name + " failed at line " + line + ": " + message, cause);
  }
}
