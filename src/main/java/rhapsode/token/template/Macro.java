package rhapsode.token.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A macro, or the body of a call block, together with the scope it was defined in. */
record Macro(Interpreter interpreter, Stmt.Signature signature, List<Stmt> body, Scope defined)
    implements Callable {
  String name() {
    return signature.name();
  }

  @Override
  public Object call(Args args) {
    List<String> parameters = signature.parameters();
    Map<String, Object> named = new LinkedHashMap<>(args.named());
    Scope scope = new Scope(defined);
    int given = Math.min(args.positional().size(), parameters.size());
    int firstDefault = parameters.size() - signature.defaults().size();
    for (int i = 0; i < parameters.size(); i++) {
      String parameter = parameters.get(i);
      if (i < given) {
        scope.set(parameter, args.positional().get(i));
      } else if (named.containsKey(parameter)) {
        scope.set(parameter, named.remove(parameter));
      } else if (i >= firstDefault) {
        scope.set(
            parameter, interpreter.evaluate(signature.defaults().get(i - firstDefault), scope));
      } else {
        scope.set(parameter, new Undefined("parameter '" + parameter + "' was not provided"));
      }
    }
    if (signature.caller()) {
      scope.set(
          "caller",
          named.containsKey("caller")
              ? named.remove("caller")
              : new Undefined("No caller defined"));
    }
    List<Object> rest = args.positional().subList(given, args.positional().size());
    if (signature.varargs()) {
      scope.set("varargs", Tuple.of(rest));
    } else if (!rest.isEmpty()) {
      throw TemplateError.type(
          "macro '%s' takes not more than %d argument(s)", name(), parameters.size());
    }
    if (signature.kwargs()) {
      scope.set("kwargs", new LinkedHashMap<Object, Object>(named));
    } else if (!named.isEmpty()) {
      throw TemplateError.type(
          "macro '%s' takes no keyword argument '%s'",
          name(), new ArrayList<>(named.keySet()).getFirst());
    }
    return interpreter.capture(body, scope);
  }
}
