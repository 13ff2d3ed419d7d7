package rhapsode.token;

import static rhapsode.token.PreTokenizer.Rule.digitGroups;
import static rhapsode.token.PreTokenizer.Rule.match;
import static rhapsode.token.PreTokenizer.Trait.BEGINS;
import static rhapsode.token.PreTokenizer.Trait.COMPOSED;
import static rhapsode.token.PreTokenizer.Trait.NEVER_BEGINS;
import static rhapsode.token.PreTokenizer.Trait.PLAIN;
import static rhapsode.token.PreTokenizer.Trait.SEPARATES;
import static rhapsode.token.PreTokenizer.Trait.WHOLE_WORDS;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;
import rhapsode.token.PreTokenizer.Rule;
import rhapsode.token.PreTokenizer.Trait;

/**
 * The pre-tokenizers by their names in GGUF files ({@code tokenizer.ggml.pre}).
 *
 * <p>The patterns are those of each model's own tokenizer.json, the names and traits those that
 * llama.cpp's converter writes. Three patterns are rewritten without a change of meaning so that
 * long runs of one character neither take quadratic time nor overflow the stack: a possessive loop
 * in exaone-moe, and looks behind that keep deepseek-llm and jais-2 from scanning a run of spaces
 * again from each place in it.
 *
 * <p>COMPOSED stands where the model's tokenizer.json has an NFC normalizer, although llama.cpp
 * does not apply it: what the model was trained on is the reference.
 */
final class PreTokenizers {
  private static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";

  private static final String SPACES = "|\\s+(?!\\S)|\\s+";

  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+" + SPACES;

  /** Without what it does to digits, which differs between its users. */
  private static final String CL100K_WORDS = CONTRACTION + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|";

  private static final String CL100K_REST =
      "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+" + SPACES;

  private static final String LLAMA3 = CL100K_WORDS + "\\p{N}{1,3}" + CL100K_REST;

  private static final String QWEN2 = CL100K_WORDS + "\\p{N}" + CL100K_REST;

  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";

  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";

  private static final String O200K_REST =
      "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+" + SPACES;

  private static final String GPT4O =
      cased(UPPER, LOWER, CONTRACTION + "?") + "\\p{N}{1,3}" + O200K_REST;

  private static final String NO_HAN = "&&[^\\p{IsHan}]]";

  private static final String KIMI_K2 =
      "\\p{IsHan}+|"
          + cased(UPPER.replace("]", NO_HAN), LOWER.replace("]", NO_HAN), CONTRACTION + "?")
          + "\\p{N}{1,3}"
          + CL100K_REST;

  private static final String BLOOM = " ?[^(\\s|.,!?…。，、।۔،)]+";

  private static final String PUNCTUATION_RUN = "[\\p{P}$+<=>^~|`]+";

  private static final String CHINESE_JAPANESE = "[一-龥぀-ゟ゠-ヿ]+";

  private static final String ASCII_PUNCTUATION_WORD =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+";

  private static final String DEEPSEEK_V3 =
      ASCII_PUNCTUATION_WORD
          + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
          + "| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+"
          + SPACES;

  /** The cased letters that DeepSeek's first tokenizer lists. */
  private static final String CASED_LETTERS =
      "A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-Ֆ"
          + "Ⴀ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-ώᾀ-ᾴᾶ-ᾼιῂ-ῄ"
          + "ῆ-ῌῐ-ΐῖ-Ίῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤΩℨK-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲ"
          + "ⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃";

  /** Chinese, Japanese, Thai, Lao, Khmer, Burmese and Korean. */
  private static final String ASIAN_SCRIPTS = "一-鿿㐀-䶿豈-﫿぀-ゟ゠-ヿ･-ﾟ⼀-⿟เ-๿຀-໿ក-៿က-႟ꩠ-ꩿꧠ-꧿가-힯ᄀ-ᇿ";

  private static final String LINES = "[^\\n]+|[\\n]+";

  private static final Map<String, Entry> ALL = new LinkedHashMap<>();

  private record Entry(List<Rule> rules, Set<Trait> traits) {}

  static {
    family("default")
        .rules(match("[\\p{P}$+<=>^~|]+"), match(GPT2), match("\\p{N}+"), match("[0-9][0-9][0-9]"));
    family(
            "gpt-2",
            "phi-2",
            "jina-es",
            "jina-de",
            "jina-v2-es",
            "jina-v2-de",
            "gigachat",
            "a.x-4.0",
            "mellum",
            "exaone4",
            "jais",
            "trillion",
            "granite-docling")
        .rules(match(GPT2));
    family("mpt", "olmo", "modern-bert").traits(COMPOSED).rules(match(GPT2));
    family("roberta-bpe", "jina-v1-en", "jina-v2-code").traits(SEPARATES).rules(match(GPT2));
    family(
            "starcoder",
            "refact",
            "command-r",
            "smollm",
            "codeshell",
            "exaone",
            "minerva-7b",
            "mellum2")
        .rules(match("\\p{N}"), match(GPT2));
    family("falcon").rules(match(PUNCTUATION_RUN), match(GPT2), match("[0-9][0-9][0-9]"));
    family(
            "llama-bpe",
            "llama3",
            "llama-v3",
            "falcon3",
            "falcon-h1",
            "pixtral",
            "midm-2.0",
            "lfm2",
            "jina-v5-nano")
        .traits(WHOLE_WORDS, BEGINS)
        .rules(match(LLAMA3));
    family("dbrx", "smaug-bpe").rules(match(LLAMA3));
    family("glm4", "chatglm-bpe").traits(NEVER_BEGINS).rules(match(LLAMA3));
    family("qwen2", "f2llmv2", "stablelm2").traits(COMPOSED).rules(match(QWEN2));
    family("deepseek-r1-qwen", "kormo", "openpangu", "megrez", "hunyuan", "solar-open", "grok-2")
        .rules(match(QWEN2));
    family("qwen35")
        .traits(COMPOSED)
        .rules(
            match(
                CONTRACTION
                    + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
                    + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+"
                    + SPACES));
    family("ufakzeka").rules(match("[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" + CL100K_REST));
    family("laguna").rules(match(LINES), match(QWEN2));
    family("minicpm5")
        .traits(WHOLE_WORDS)
        .rules(match("\\p{N}{1,3}"), match(CL100K_WORDS + "\\p{N}+" + CL100K_REST));
    family("seed-coder")
        .rules(match(CL100K_WORDS + "\\p{N}| ?[^\\s\\p{L}\\p{N}\\r\\n]+|\\s*[\\r\\n]+" + SPACES));
    family("bailingmoe", "bailingmoe2", "llada-moe")
        .rules(
            match(
                "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}"
                    + "| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]"
                    + SPACES));
    family("exaone-moe")
        .rules(
            match(
                CONTRACTION
                    + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}(?:[\\p{L}\\p{M}]| \\p{L})*+|\\p{N}"
                    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]?|\\s*[\\r\\n]"
                    + SPACES));
    family("jais-2")
        .rules(
            match(
                CL100K_WORDS
                    + "\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                    + "|(?<![\\s&&[^\\r\\n]])\\s*[\\r\\n]+"
                    + "|\\s{512}(?!\\S)|\\s{256}(?!\\S)|\\s{128}(?!\\S)|\\s{64}(?!\\S)"
                    + "|\\s{32}(?!\\S)|\\s{16}(?!\\S)|\\s{8}(?!\\S)|\\s{4}(?!\\S)"
                    + "|\\s{1,2}(?!\\S)|\\s"));
    family("gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2").rules(match(GPT4O));
    family("granite-embed-multi-97m").traits(WHOLE_WORDS).rules(match(GPT4O));
    family("tiny_aya", "cohere2moe", "cohere2_moe")
        .rules(digitGroups("(?<!\\d)\\d++\\b"), match(GPT4O));
    family("tekken")
        .traits(WHOLE_WORDS, BEGINS)
        .rules(match(cased(UPPER, LOWER, "") + "\\p{N}" + O200K_REST));
    family("kimi-k2").rules(match(KIMI_K2));
    family("youtu")
        .traits(WHOLE_WORDS)
        .rules(
            match("[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|" + CHINESE_JAPANESE),
            match(cased(UPPER, LOWER, CONTRACTION + "?") + "\\p{N}" + O200K_REST));
    family("deepseek-llm")
        .rules(
            match("[\\r\\n]"),
            match("\\s?[" + CASED_LETTERS + "]+"),
            match("\\s?[!-/:-~！-／：-～‘-‟\u3000-。]+"),
            match("(?<!\\s)\\s++$"),
            match("[一-龥ࠀ-一가-\uD7FF]+"),
            match("\\p{N}+"));
    family("deepseek-coder")
        .rules(
            match("[\\r\\n]"),
            match("\\s?\\p{L}+"),
            match("\\s?\\p{P}+"),
            match("[一-龥ࠀ-一가-\uD7FF]+"),
            match("\\p{N}"));
    family("deepseek-v3", "hunyuan-dense", "joyai-llm", "hy_v4")
        .rules(match("\\p{N}{1,3}"), match(CHINESE_JAPANESE), match(DEEPSEEK_V3));
    family("spark2_5")
        .rules(
            match("\\p{N}{1,3}"),
            match(CHINESE_JAPANESE),
            match(
                ASCII_PUNCTUATION_WORD
                    + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
                    + "| ?[\\p{P}\\p{S}]+|[\\r\\n]"
                    + SPACES),
            match("\\p{N}"));
    family("afmoe")
        .rules(digitGroups("\\p{N}+"), match("[" + ASIAN_SCRIPTS + "]+"), match(DEEPSEEK_V3));
    family("superbpe").rules(match("\\p{N}+"), digitGroups("\\d+"));
    family("bloom", "poro-chat", "gpt3-finnish").rules(match(BLOOM));
    family("viking").rules(match(BLOOM), match("\\p{N}"));
    family("chameleon")
        .traits(BEGINS)
        .rules(
            match("<sentinel:[0-9]+>"),
            match("IMGIMG[A-I]{1,4}Z"),
            match("[\\t\\n]|    |  "),
            match("\\p{N}"),
            match("[\\p{P}!-/:-@\\[-`{-~]"),
            match(GPT2));
    family("gemma4", "granite-embed-multi-311m").traits(PLAIN, BEGINS).rules(match(LINES));
    family("sarvam-moe").traits(PLAIN).rules(match(LINES));
  }

  private PreTokenizers() {}

  /** The pre-tokenizer of that name. */
  static PreTokenizer of(String name) {
    Entry entry = ALL.get(name);
    if (entry == null) {
      throw new RhapsodeException(
          "the pre-tokenizer '"
              + name
              + "' (tokenizer.ggml.pre) is not known"
              + NearNames.question(name, ALL.keySet())
              + "; known are "
              + String.join(", ", ALL.keySet()));
    }
    return new PreTokenizer(name, entry.rules(), entry.traits());
  }

  /** All names. */
  static Set<String> names() {
    return ALL.keySet();
  }

  /** Words of upper case then lower case letters; one of the two may be missing. */
  private static String cased(String upper, String lower, String suffix) {
    String before = "[^\\r\\n\\p{L}\\p{N}]?";
    return before + upper + "*" + lower + "+" + suffix + "|" + before + upper + "+" + lower + "*"
        + suffix + "|";
  }

  private static Family family(String... names) {
    return new Family(names, Set.of());
  }

  private record Family(String[] names, Set<Trait> traits) {
    Family traits(Trait... traits) {
      return new Family(names, Set.of(traits));
    }

    void rules(Rule... rules) {
      for (String name : names) {
        ALL.put(name, new Entry(List.of(rules), traits));
      }
    }
  }
}
