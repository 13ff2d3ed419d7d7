package rhapsode.token;

import static rhapsode.token.StringIndex.NONE;

import java.util.BitSet;
import java.util.List;
import rhapsode.RhapsodeException;
import rhapsode.gguf.Metadata;

/**
 * The tokens with a role, from the file's keys or, as files often lack them, by their well-known
 * names, which are llama.cpp's. Ids are -1 where there is no such token.
 *
 * @param bos beginning of text ({@code [CLS]} of BERT)
 * @param eos end of text
 * @param eot end of turn
 * @param eom end of a message that expects an answer from a tool
 * @param unknown stands for what cannot be spelled
 * @param separator between texts, for BERT and its kin
 * @param padding fills up a batch
 * @param mask stands for the token to guess
 * @param fimPrefix before the text that precedes a hole to fill
 * @param fimSuffix before the text that follows the hole
 * @param fimMiddle after which the model fills the hole
 * @param ends the tokens at which generation stops
 */
public record SpecialTokens(
    int bos,
    int eos,
    int eot,
    int eom,
    int unknown,
    int separator,
    int padding,
    int mask,
    int fimPrefix,
    int fimSuffix,
    int fimMiddle,
    BitSet ends) {
  private static final List<String> TURN_ENDS =
      List.of(
          "<|eot_id|>",
          "<|im_end|>",
          "<|end|>",
          "<end_of_turn>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "<EOT>",
          "_<EOT>",
          "[EOT]",
          "<｜end▁of▁sentence｜>",
          "<end_of_utterance>");

  private static final List<String> MORE_ENDS =
      List.of(
          "<|return|>",
          "<|call|>",
          "<|flush|>",
          "<|calls|>",
          "</s>",
          "<|eom_id|>",
          "[EOS]",
          "<eos>",
          "<turn|>",
          "<|tool_response>");

  private static final List<String> FIM_PREFIXES =
      List.of(
          "<|fim_prefix|>",
          "<fim-prefix>",
          "<fim_prefix>",
          "<｜fim▁begin｜>",
          "<PRE>",
          "▁<PRE>",
          "<|code_prefix|>",
          "<|prefix|>");

  private static final List<String> FIM_SUFFIXES =
      List.of(
          "<|fim_suffix|>",
          "<fim-suffix>",
          "<fim_suffix>",
          "<｜fim▁hole｜>",
          "<SUF>",
          "▁<SUF>",
          "<|code_suffix|>",
          "<|suffix|>");

  private static final List<String> FIM_MIDDLES =
      List.of(
          "<|fim_middle|>",
          "<fim-middle>",
          "<fim_middle>",
          "<｜fim▁end｜>",
          "<MID>",
          "▁<MID>",
          "<|code_middle|>",
          "<|middle|>");

  /** What only separates files in code models; a model that writes one has nothing more to say. */
  private static final List<List<String>> FILE_BORDERS =
      List.of(
          List.of("<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"),
          List.of("<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"),
          List.of("<|file_sep|>"));

  /** The format of gpt-oss: these tokens are part of what a person may want to see. */
  private static final List<String> SHOWN =
      List.of("<|channel|>", "<|message|>", "<|start|>", "<|constrain|>");

  /** Reads the roles; types the file has wrong are corrected in {@code vocabulary}. */
  static SpecialTokens of(Metadata metadata, Vocabulary vocabulary, Defaults defaults) {
    Finder finder = new Finder(metadata, vocabulary);
    int eos = finder.key("eos_token_id", defaults.eos());
    int eot = finder.keyOrName("eot_token_id", TURN_ENDS);
    int eom = finder.keyOrName("eom_token_id", List.of("<|eom_id|>"));
    BitSet ends = new BitSet();
    TURN_ENDS.forEach(name -> finder.end(name, ends));
    MORE_ENDS.forEach(name -> finder.end(name, ends));
    FILE_BORDERS.forEach(names -> set(ends, finder.name(names)));
    SHOWN.forEach(name -> finder.retype(name, TokenType.USER_DEFINED));
    set(ends, eos);
    set(ends, eot);
    set(ends, eom);
    finder.keepTurnsGoing(ends);
    return new SpecialTokens(
        finder.key("bos_token_id", finder.key("cls_token_id", defaults.bos())),
        eos,
        eot,
        eom,
        finder.key("unknown_token_id", defaults.unknown()),
        // GGUF spells it with an e
        finder.key("seperator_token_id", finder.key("separator_token_id", defaults.separator())),
        finder.key("padding_token_id", defaults.padding()),
        finder.key("mask_token_id", defaults.mask()),
        finder.key("prefix_token_id", finder.keyOrName("fim_pre_token_id", FIM_PREFIXES)),
        finder.key("suffix_token_id", finder.keyOrName("fim_suf_token_id", FIM_SUFFIXES)),
        finder.key("middle_token_id", finder.keyOrName("fim_mid_token_id", FIM_MIDDLES)),
        ends);
  }

  /**
   * The token put before a text, or -1: {@code bos} where the file, or else {@code usual}, says so.
   */
  int prefix(Metadata metadata, boolean usual) {
    return wanted(metadata, "add_bos_token", usual, "bos_token_id", bos);
  }

  /** The token put after a text, or -1. */
  int suffix(Metadata metadata, boolean separates) {
    int end = wanted(metadata, "add_eos_token", false, "eos_token_id", eos);
    return end != NONE
        ? end
        : wanted(metadata, "add_sep_token", separates, "seperator_token_id", separator);
  }

  private static int wanted(Metadata metadata, String flag, boolean usual, String key, int id) {
    boolean wanted = metadata.flag("tokenizer.ggml." + flag, usual);
    if (wanted && id == NONE && metadata.has("tokenizer.ggml." + flag)) {
      throw new RhapsodeException(
          "tokenizer.ggml."
              + flag
              + " is true, but tokenizer.ggml."
              + key
              + " names no token of the vocabulary; convert the model again");
    }
    return wanted ? id : NONE;
  }

  private static void set(BitSet set, int id) {
    if (id != NONE) {
      set.set(id);
    }
  }

  /** The ids a kind of vocabulary has by convention; only those it really has are used. */
  record Defaults(int bos, int eos, int unknown, int separator, int padding, int mask) {
    static final Defaults NOTHING = new Defaults(NONE, NONE, NONE, NONE, NONE, NONE);
    static final Defaults SENTENCE_PIECE = new Defaults(1, 2, 0, NONE, NONE, NONE);
    static final Defaults UNIGRAM = new Defaults(NONE, 1, 2, NONE, 0, NONE);
    static final Defaults BERT = new Defaults(101, NONE, 100, 102, 0, 103);
  }

  private record Finder(Metadata metadata, Vocabulary vocabulary) {
    /** An id outside the vocabulary counts as none: files write -1 for it. */
    int key(String key, int fallback) {
      long id = metadata.integer("tokenizer.ggml." + key, fallback);
      return id >= 0 && id < vocabulary.size() ? (int) id : NONE;
    }

    int keyOrName(String key, List<String> names) {
      int id = key(key, NONE);
      return id != NONE ? id : name(names);
    }

    int name(List<String> names) {
      for (String name : names) {
        int id = retype(name, TokenType.CONTROL);
        if (id != NONE) {
          return id;
        }
      }
      return NONE;
    }

    void end(String name, BitSet ends) {
      set(ends, retype(name, TokenType.CONTROL));
    }

    int retype(String name, TokenType type) {
      int id = vocabulary.find(name);
      if (id != NONE) {
        vocabulary.retype(id, type);
      }
      return id;
    }

    /**
     * In the formats of gpt-oss and solar-open {@code <|end|>} ends a message and not the turn, and
     * Gemma 4 has an {@code </s>} that is HTML.
     */
    void keepTurnsGoing(BitSet ends) {
      boolean harmony = has("<|return|>") && has("<|call|>");
      boolean solar = has("<|calls|>") && has("<|flush|>");
      if ((harmony || solar) && has("<|end|>")) {
        ends.clear(retype("<|end|>", TokenType.USER_DEFINED));
      }
      if (has("<|tool_response>") && has("</s>")) {
        ends.clear(retype("</s>", TokenType.NORMAL));
      }
    }

    private boolean has(String name) {
      return vocabulary.find(name) != NONE;
    }
  }
}
