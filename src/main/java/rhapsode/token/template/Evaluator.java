package rhapsode.token.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes expressions. */
final class Evaluator {
  private final Budget budget;

  Evaluator(Budget budget) {
    this.budget = budget;
  }

  Object evaluate(Expr expression, Scope scope) {
    Budget.step(1);
    Budget.enter();
    Object value =
        switch (expression) {
          case Expr.Const constant -> constant.value();
          case Expr.Name name -> scope.get(name.name());
          case Expr.ListOf list -> all(list.items(), scope);
          case Expr.TupleOf tuple -> Tuple.of(all(tuple.items(), scope));
          case Expr.DictOf dict -> dict(dict, scope);
          case Expr.Attribute attribute -> {
            Object object = evaluate(attribute.object(), scope);
            budget.at(attribute.line());
            yield Attributes.attribute(object, attribute.name());
          }
          case Expr.Item item -> item(item, scope);
          case Expr.Slice slice -> throw new TemplateError("a slice stands outside brackets");
          case Expr.Call call -> call(call, scope, null);
          case Expr.Filter filter -> filter(filter, null, scope);
          case Expr.Test test -> {
            Object input = evaluate(test.input(), scope);
            Args args = arguments(test.arguments(), scope, null);
            budget.at(test.line());
            yield Tests.test(test.name(), input, args);
          }
          case Expr.Not not -> !Values.truth(evaluate(not.operand(), scope));
          case Expr.Sign sign -> Operators.sign(sign.negative(), evaluate(sign.operand(), scope));
          case Expr.Binary binary -> {
            Object left = evaluate(binary.left(), scope);
            Object right = evaluate(binary.right(), scope);
            budget.at(binary.line());
            yield Operators.binary(binary.operator(), left, right);
          }
          case Expr.Logic logic -> logic(logic, scope);
          case Expr.Concat concat -> {
            Out out = new Out();
            for (Expr part : concat.parts()) {
              out.append(Repr.str(evaluate(part, scope)));
            }
            yield out.toString();
          }
          case Expr.Compare compare -> compare(compare, scope);
          case Expr.Conditional choice ->
              Values.truth(evaluate(choice.test(), scope))
                  ? evaluate(choice.then(), scope)
                  : choice.otherwise() == null
                      ? new Undefined(
                          "the inline if-expression evaluated to false and no else section was"
                              + " defined.")
                      : evaluate(choice.otherwise(), scope);
          case Expr.NamespaceTarget target ->
              throw new TemplateError("an assignment's target has no value");
        };
    Budget.leave();
    return value;
  }

  private List<Object> all(List<Expr> expressions, Scope scope) {
    List<Object> values = new ArrayList<>(expressions.size());
    for (Expr expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private Map<Object, Object> dict(Expr.DictOf dict, Scope scope) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < dict.keys().size(); i++) {
      Object key = Values.key(evaluate(dict.keys().get(i), scope));
      map.put(key, evaluate(dict.values().get(i), scope));
    }
    return map;
  }

  private Object item(Expr.Item item, Scope scope) {
    Object object = evaluate(item.object(), scope);
    if (item.index() instanceof Expr.Slice slice) {
      Object start = slice.start() == null ? null : evaluate(slice.start(), scope);
      Object stop = slice.stop() == null ? null : evaluate(slice.stop(), scope);
      Object step = slice.step() == null ? null : evaluate(slice.step(), scope);
      budget.at(item.line());
      return Attributes.slice(object, start, stop, step);
    }
    Object index = evaluate(item.index(), scope);
    budget.at(item.line());
    return Attributes.item(object, index);
  }

  private Object logic(Expr.Logic logic, Scope scope) {
    Object value = null;
    for (Expr operand : logic.operands()) {
      value = evaluate(operand, scope);
      if (Values.truth(value) != logic.and()) {
        return value;
      }
    }
    return value;
  }

  private Object compare(Expr.Compare compare, Scope scope) {
    Object left = evaluate(compare.first(), scope);
    for (int i = 0; i < compare.operators().size(); i++) {
      Object right = evaluate(compare.operands().get(i), scope);
      budget.at(compare.line());
      if (!Operators.holds(compare.operators().get(i), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  /** Calls a function; {@code caller} is the body of a call block or null. */
  Object call(Expr.Call call, Scope scope, Macro caller) {
    Object callee = evaluate(call.callee(), scope);
    Args args = arguments(call.arguments(), scope, caller);
    budget.at(call.line());
    return switch (callee) {
      case Undefined undefined -> throw undefined.error();
      case Callable callable -> callable.call(args);
      case null, default ->
          throw TemplateError.type("'%s' object is not callable", Values.typeName(callee));
    };
  }

  /** Applies a filter to its input, or to {@code body} when it belongs to a block. */
  Object filter(Expr.Filter filter, Object body, Scope scope) {
    Object input =
        switch (filter.input()) {
          case null -> body;
          case Expr.Filter inner -> filter(inner, body, scope);
          default -> evaluate(filter.input(), scope);
        };
    Args args = arguments(filter.arguments(), scope, null);
    budget.at(filter.line());
    return Filters.apply(filter.name(), input, args);
  }

  private Args arguments(Expr.Arguments arguments, Scope scope, Macro caller) {
    if (arguments.equals(Expr.Arguments.NONE) && caller == null) {
      return Args.NONE;
    }
    List<Object> positional = all(arguments.positional(), scope);
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < arguments.names().size(); i++) {
      named.put(arguments.names().get(i), evaluate(arguments.named().get(i), scope));
    }
    if (caller != null) {
      named.put("caller", caller);
    }
    if (arguments.star() != null) {
      List<Object> more = Values.items(evaluate(arguments.star(), scope));
      Budget.allocateItems(more.size());
      positional.addAll(more);
    }
    if (arguments.doubleStar() != null) {
      Object more = evaluate(arguments.doubleStar(), scope);
      if (!(more instanceof Map<?, ?> map)) {
        throw TemplateError.type(
            "argument after ** must be a mapping, not %s", Values.typeName(more));
      }
      map.forEach(
          (key, value) -> {
            String name = Values.requireString("a keyword", key);
            if (named.containsKey(name)) {
              throw TemplateError.type("got multiple values for keyword argument '%s'", name);
            }
            named.put(name, value);
          });
    }
    return new Args(positional, named);
  }

  /** Assigns to a name, to names in parentheses or to an attribute of a namespace. */
  void assign(Expr target, Object value, Scope scope) {
    switch (target) {
      case Expr.Name name -> scope.set(name.name(), value);
      case Expr.TupleOf tuple -> {
        List<Object> items = Values.items(value);
        if (items.size() != tuple.items().size()) {
          throw new TemplateError(
              "cannot unpack " + items.size() + " values into " + tuple.items().size() + " names");
        }
        for (int i = 0; i < items.size(); i++) {
          assign(tuple.items().get(i), items.get(i), scope);
        }
      }
      case Expr.NamespaceTarget attribute -> {
        if (!(scope.get(attribute.name()) instanceof Namespace namespace)) {
          throw new TemplateError("cannot assign attribute on non-namespace object");
        }
        namespace.attributes.put(attribute.attribute(), value);
      }
      default -> throw new TemplateError("cannot assign to an expression");
    }
  }
}
