package rhapsode.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import rhapsode.sample.Candidates;
import rhapsode.token.Tokenizer;

/**
 * Beam search: keeps the B likeliest beginnings, and of what they grow into, again the B likeliest.
 * An answer of n tokens, its end counted, has the score sum ln p / n<sup>&lambda;</sup>; since
 * logarithms are negative, a larger &lambda; favours longer answers. It ends when no beginning
 * scores better now than the worst of B answers, as in Hugging Face's transformers, whose length
 * penalty this is (GenerationMixin, {@code early_stopping=False}); Graves 2012 (arXiv 1211.3711,
 * algorithm 1) describes the search.
 *
 * <p>Probabilities are the model's own: no sampling option changes them.
 *
 * @param beams beginnings kept
 * @param lengthPenalty &lambda;
 */
public record BeamSearch(int beams, double lengthPenalty) implements Search {
  private static final Comparator<Ending> BEST_FIRST =
      Comparator.comparingDouble(Ending::score).reversed();

  /** A beginning and the sum of the log-probabilities of what was added to the prompt. */
  private record Beam(Branch branch, double sum) {}

  /** A beginning with another token. */
  private record Growth(Beam beam, int id, double sum) {}

  private record Ending(List<Integer> ids, double score, StopReason reason) {}

  @Override
  public Found find(Model model, Session.Options options, int[] prompt, Generation.Limits limits) {
    long start = System.nanoTime();
    Reach reach = Reach.of(options, prompt, limits);
    int rows = Branches.rows(prompt.length, beams, reach.tokens());
    try (Branches branches = model.branches(options, beams, rows)) {
      Branch root = branches.begin(prompt, null);
      long fed = System.nanoTime();
      List<Ending> endings = search(model.tokenizer(), branches, root, reach, limits);
      long done = System.nanoTime();
      List<Answer> answers = new ArrayList<>();
      for (Ending ending : endings) {
        String text = Reach.text(model.tokenizer(), ending.ids(), limits).text();
        answers.add(
            new Answer(
                new Generation(
                    ending.ids(), text, ending.reason(), prompt.length, fed - start, done - fed),
                ending.score(),
                null));
      }
      return new Found(answers.getFirst(), answers);
    }
  }

  /** The best endings, the best one first. */
  private List<Ending> search(
      Tokenizer tokenizer, Branches branches, Branch root, Reach reach, Generation.Limits limits) {
    List<Ending> endings = new ArrayList<>();
    List<Beam> running = List.of(new Beam(root, 0));
    int from = root.length();
    for (int made = 1; made <= reach.tokens() && !running.isEmpty(); made++) {
      List<Growth> kept = new ArrayList<>();
      List<Growth> grown = grow(running);
      for (int rank = 0; rank < grown.size() && kept.size() < beams; rank++) {
        Growth growth = grown.get(rank);
        boolean end = tokenizer.isEndOfGeneration(growth.id()) && !limits.ignoreEnd();
        if (!end && !Reach.stops(tokenizer, ids(growth, from), limits)) {
          kept.add(growth);
        } else if (rank < beams) {
          List<Integer> ids = end ? ids(growth.beam(), from) : ids(growth, from);
          StopReason reason = end ? StopReason.END : StopReason.STOP;
          endings.add(new Ending(ids, score(growth.sum(), made), reason));
        }
      }
      endings.sort(BEST_FIRST);
      boolean enough =
          endings.size() >= beams
              && (kept.isEmpty()
                  || endings.get(beams - 1).score() >= score(kept.getFirst().sum(), made));
      if (enough) {
        break;
      }
      if (made == reach.tokens()) {
        for (Growth growth : kept) {
          double score = score(growth.sum(), made);
          endings.add(new Ending(ids(growth, from), score, reach.reason()));
        }
      } else if (!kept.isEmpty()) {
        running = compute(branches, kept);
      } else {
        running = List.of();
      }
    }
    if (endings.isEmpty()) {
      endings.add(new Ending(List.of(), 0, reach.reason()));
    }
    endings.sort(BEST_FIRST);
    return endings.subList(0, Math.min(beams, endings.size()));
  }

  /** What all beams may grow into, likeliest first: enough even if ends come before the others. */
  private List<Growth> grow(List<Beam> running) {
    List<Growth> growths = new ArrayList<>();
    for (Beam beam : running) {
      Candidates candidates = new Candidates(beam.branch().logits());
      double logSum = candidates.logSum();
      candidates.arrange(2 * beams);
      for (int i = 0; i < Math.min(2 * beams, candidates.size()); i++) {
        double sum = beam.sum() + candidates.logit(i) - logSum;
        growths.add(new Growth(beam, candidates.id(i), sum));
      }
    }
    growths.sort(Comparator.comparingDouble(Growth::sum).reversed());
    return growths.subList(0, Math.min(2 * beams, growths.size()));
  }

  private static List<Beam> compute(Branches branches, List<Growth> kept) {
    List<Branch> parents = kept.stream().map(growth -> growth.beam().branch()).toList();
    List<Branch> grown = branches.extend(parents, kept.stream().mapToInt(Growth::id).toArray());
    branches.keep(grown);
    List<Beam> beams = new ArrayList<>();
    for (int i = 0; i < grown.size(); i++) {
      beams.add(new Beam(grown.get(i), kept.get(i).sum()));
    }
    return beams;
  }

  private double score(double sum, int length) {
    return sum / Math.pow(length, lengthPenalty);
  }

  private static List<Integer> ids(Growth growth, int from) {
    List<Integer> ids = new ArrayList<>(ids(growth.beam(), from));
    ids.add(growth.id());
    return ids;
  }

  private static List<Integer> ids(Beam beam, int from) {
    int[] all = beam.branch().ids();
    return Arrays.stream(all, from, all.length).boxed().toList();
  }
}
