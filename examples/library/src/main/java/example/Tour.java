package example;

import java.util.List;
import rhapsode.RhapsodeException;
import rhapsode.lab.Scoring;
import rhapsode.lab.perplexity.Perplexity;
import rhapsode.run.CacheType;
import rhapsode.run.Generation;
import rhapsode.run.Model;
import rhapsode.run.Prompt;
import rhapsode.run.Scheduler;
import rhapsode.run.Session;
import rhapsode.run.TokenStream;
import rhapsode.sample.SamplingOptions;

/** What a program can ask of a model, one thing after the other. */
public final class Tour {
  private static final SamplingOptions OPTIONS =
      SamplingOptions.STANDARD.with("temp", 0).with("max_tokens", 24);

  private Tour() {}

  /** Runs on the model named, or on the default one. */
  public static void main(String[] arguments) {
    try (Model model = Model.open(arguments.length > 0 ? arguments[0] : "smollm2")) {
      try (Session session = model.session()) {
        continueText(session);
        chat(session);
        score(session);
      }
      perplexity(model);
      manyAtOnce(model);
    }
  }

  /** A text is continued, token by token. */
  private static void continueText(Session session) {
    session.generate("Once upon a time", OPTIONS).forEach(System.out::print);
    System.out.println();
  }

  /** A question is answered; what was computed for the first turn serves the second. */
  private static void chat(Session session) {
    var first = Prompt.message("user", "What is the capital of France?");
    String answer = session.chat(List.of(first), OPTIONS).whole().text();
    var second = Prompt.message("user", "And of Italy?");
    TokenStream stream =
        session.chat(List.of(first, Prompt.message("assistant", answer), second), OPTIONS);
    stream.forEach(System.out::print);
    System.out.println(" [" + stream.whole().reason().label() + "]");
  }

  /** How likely each token of a text is. */
  private static void score(Session session) {
    for (var token : Scoring.text(session, "The capital of France is Paris.")) {
      System.out.println(session.model().tokenizer().piece(token.id()) + " " + token.logprob());
    }
  }

  /** How well the model predicts a text. */
  private static void perplexity(Model model) {
    try (Session session = model.session(Session.Options.of(16))) {
      String text = "The rain in the plain falls again and again. ".repeat(8);
      System.out.println("perplexity " + Perplexity.of(session, text).perplexity());
    }
  }

  /** Several questions are answered side by side, each as it would be alone. */
  private static void manyAtOnce(Model model) {
    Scheduler.Options options = new Scheduler.Options(4, 1024, 512, CacheType.F16, 4096);
    try (Scheduler scheduler = model.scheduler(options)) {
      for (String topic : List.of("gravity", "bread", "the sea", "music")) {
        scheduler.submit(
            new Scheduler.Request(
                Prompt.chat(model, null, "What is " + topic + "?"),
                model.sampler(OPTIONS),
                Generation.Limits.of(OPTIONS),
                options.context(),
                listener(topic)));
      }
      while (scheduler.step()) {}
    }
  }

  private static Scheduler.Listener listener(String topic) {
    return new Scheduler.Listener() {
      @Override
      public void ended(Generation made) {
        System.out.println(topic + ": " + made.text());
      }

      @Override
      public void failed(RhapsodeException why) {
        System.out.println(topic + ": " + why.getMessage());
      }
    };
  }
}
