package rhapsode.token.template;

import java.util.ArrayList;
import java.util.List;

/** Runs the statements of a template. */
final class Interpreter {
  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  private final Budget budget;
  private final Evaluator evaluator;
  private Out out = new Out();

  Interpreter(Budget budget) {
    this.budget = budget;
    this.evaluator = new Evaluator(budget);
  }

  Object evaluate(Expr expression, Scope scope) {
    return evaluator.evaluate(expression, scope);
  }

  /** Runs statements in a scope and returns what they print. */
  String capture(List<Stmt> body, Scope scope) {
    Out around = out;
    out = new Out();
    run(body, scope);
    String text = out.toString();
    out = around;
    return text;
  }

  private Flow run(List<Stmt> body, Scope scope) {
    Budget.enter();
    Flow flow = Flow.NEXT;
    for (int i = 0; flow == Flow.NEXT && i < body.size(); i++) {
      flow = run(body.get(i), scope);
    }
    Budget.leave();
    return flow;
  }

  private Flow run(Stmt statement, Scope scope) {
    Budget.step(1);
    budget.at(statement.line());
    switch (statement) {
      case Stmt.Data data -> out.append(data.text());
      case Stmt.Print print -> out.append(Repr.str(evaluate(print.value(), scope)));
      case Stmt.If branch -> {
        return choose(branch, scope);
      }
      case Stmt.For loop -> loop(loop, evaluate(loop.iterable(), scope), scope, 0);
      case Stmt.Break b -> {
        return Flow.BREAK;
      }
      case Stmt.Continue c -> {
        return Flow.CONTINUE;
      }
      case Stmt.Set set -> evaluator.assign(set.target(), evaluate(set.value(), scope), scope);
      case Stmt.SetBlock set -> {
        Object value = capture(set.body(), new Scope(scope));
        evaluator.assign(
            set.target(),
            set.filter() == null ? value : evaluator.filter(set.filter(), value, scope),
            scope);
      }
      case Stmt.Macro macro ->
          scope.set(
              macro.signature().name(), new Macro(this, macro.signature(), macro.body(), scope));
      case Stmt.CallBlock call -> {
        Macro caller = new Macro(this, call.signature(), call.body(), scope);
        out.append(Repr.str(evaluator.call(call.call(), scope, caller)));
      }
      case Stmt.FilterBlock block ->
          out.append(
              Repr.str(
                  evaluator.filter(
                      block.filter(), capture(block.body(), new Scope(scope)), scope)));
      case Stmt.With with -> {
        Scope inner = new Scope(scope);
        for (int i = 0; i < with.targets().size(); i++) {
          evaluator.assign(with.targets().get(i), evaluate(with.values().get(i), scope), inner);
        }
        return run(with.body(), inner);
      }
      case Stmt.Scoped scoped -> {
        return run(scoped.body(), new Scope(scope));
      }
    }
    return Flow.NEXT;
  }

  private Flow choose(Stmt.If branch, Scope scope) {
    for (int i = 0; i < branch.tests().size(); i++) {
      Expr test = branch.tests().get(i);
      if (test == null || Values.truth(evaluate(test, scope))) {
        return run(branch.bodies().get(i), scope);
      }
    }
    return Flow.NEXT;
  }

  private void loop(Stmt.For statement, Object iterable, Scope scope, int depth) {
    List<Object> items = Values.items(iterable);
    if (statement.filter() != null) {
      items = filtered(statement, items, scope);
    }
    Callable recursion =
        !statement.recursive()
            ? null
            : args -> {
              Object inner = args.bind("loop", "iterable").get(0);
              Out around = out;
              out = new Out();
              Budget.enter();
              loop(statement, inner, scope, depth + 1);
              Budget.leave();
              String text = out.toString();
              out = around;
              return text;
            };
    Loop loop = new Loop(items, depth, recursion);
    boolean completed = false;
    while (loop.hasNext()) {
      Budget.step(1);
      Scope inner = new Scope(scope);
      inner.set("loop", loop);
      evaluator.assign(statement.target(), loop.advance(), inner);
      Flow flow = run(statement.body(), inner);
      // Jinja runs the else block unless some pass reached the end of the body.
      completed |= flow == Flow.NEXT;
      if (flow == Flow.BREAK) {
        break;
      }
    }
    if (!completed) {
      run(statement.otherwise(), new Scope(scope));
    }
  }

  private List<Object> filtered(Stmt.For statement, List<Object> items, Scope scope) {
    List<Object> kept = new ArrayList<>();
    for (Object item : items) {
      Budget.step(1);
      Scope inner = new Scope(scope);
      evaluator.assign(statement.target(), item, inner);
      if (Values.truth(evaluate(statement.filter(), inner))) {
        kept.add(item);
      }
    }
    return kept;
  }
}
