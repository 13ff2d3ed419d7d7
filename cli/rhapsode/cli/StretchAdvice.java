package rhapsode.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import rhapsode.lab.stretch.Advice;
import rhapsode.lab.stretch.Analysis;
import rhapsode.lab.stretch.Method;
import rhapsode.lab.stretch.StandardRope;
import rhapsode.lab.stretch.StretchedFile;
import rhapsode.run.Model;
import rhapsode.run.Session;

/**
 * Advice in words, with command lines that are ready to paste.
 *
 * @param model the model
 * @param advice which method
 * @param context tokens that the options are for: the length asked about, or else the trained one
 */
record StretchAdvice(Model model, Advice advice, int context) {
  /** The advice that a sweep's figures give for a length. */
  static StretchAdvice of(Model model, Analysis analysis, int length) {
    Advice advice = Advice.of(analysis, length);
    return new StretchAdvice(
        model, advice, advice.method().equals(Method.NONE) ? model.hyper().context() : length);
  }

  /** The advice for a length that the model was trained for. */
  static StretchAdvice needless(Model model, int length) {
    String reason =
        String.format(
            Locale.ROOT,
            "the model was trained for %,d tokens, so it takes no method",
            model.hyper().context());
    return new StretchAdvice(model, new Advice(Method.NONE, reason), length);
  }

  /** Says it, and writes it into a copy of the file where one is named. */
  void tell(Path copy, PrintWriter out) {
    Method method = advice.method();
    String own = method.equals(Method.NONE) ? "" : " " + method.stretch();
    out.printf("%nadvice: %s%n", advice.reason());
    out.printf("  rhapsode run -m %s -c %d%s%n", model.path(), context, own);
    Session.Options usual = Session.Options.of(context);
    var stretched =
        model.architecture(
            new Session.Options(context, usual.batch(), usual.cache(), method.stretch()));
    String llama =
        method.equals(Method.NONE)
            ? "-c " + context
            : StandardRope.of(method, stretched).map(rope -> rope.llamaCpp(context)).orElse(null);
    out.println(
        llama == null
            ? "  llama.cpp has no option that means the same"
            : "  llama-cli -m %s %s".formatted(model.path(), llama));
    if (copy != null) {
      StretchedFile.write(model, method, context, copy);
      out.printf("  written into %s, which needs no option%n", copy);
    }
  }
}
