package rhapsode.token.template;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The filter urlize, which makes links of the addresses in a text. */
final class Urlize {
  private static final String WORD = "\\p{L}\\p{N}_";

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:"
              + ("(?:https?://|www\\.)(?:["
                  + WORD
                  + "%-]+\\.)*+(?:[a-z]{2,63}|xn--["
                  + WORD
                  + "%]{2,59})")
              + ("|(?:[" + WORD + "%-]{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)")
              + "|https?://(?:\\p{Nd}{1,3}(?:\\.\\p{Nd}{1,3}){3}"
              + "|\\[(?:[\\p{Nd}a-f]{0,4}:){2}(?:[\\p{Nd}a-f]{0,4}:?){1,6}])"
              + ")(?::\\p{Nd}{1,5})?(?:[/?#].*)?",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);

  private static final Pattern MAIL =
      Pattern.compile(".+@[" + WORD + "][" + WORD + ".-]*\\.[" + WORD + "]+", Pattern.DOTALL);

  private static final Pattern SCHEME = Pattern.compile("[" + WORD + ".+-]{2,}:/{0,2}");
  private static final Pattern HEAD = Pattern.compile("(?:[(<]|&lt;)+");
  private static final List<List<String>> BRACKETS =
      List.of(List.of("(", ")"), List.of("<", ">"), List.of("&lt;", "&gt;"));

  private final int limit; // of the text that is shown for a link, -1 for none
  private final String attributes;
  private final List<Object> schemes;

  private Urlize(int limit, String attributes, List<Object> schemes) {
    this.limit = limit;
    this.attributes = attributes;
    this.schemes = schemes;
  }

  /**
   * The filter {@code urlize(trim_url_limit=None, nofollow=False, target=None, rel=None,
   * extra_schemes=None)}.
   */
  static Object apply(Object value, Args arguments) {
    Args.Bound args =
        arguments.bind("urlize", "trim_url_limit", "nofollow", "target", "rel", "extra_schemes");
    TreeSet<String> rel = new TreeSet<>(List.of("noopener"));
    if (args.truth(1, false)) {
      rel.add("nofollow");
    }
    for (Object word : Values.items(StringSplits.split(args.string(3, ""), Args.NONE))) {
      rel.add((String) word);
    }
    String target = args.stringOrNone(2);
    List<Object> schemes = args.get(4, null) == null ? List.of() : Values.items(args.get(4));
    for (Object scheme : schemes) {
      if (!SCHEME.matcher(Values.requireString("urlize", scheme)).matches()) {
        throw new TemplateError(Repr.repr(scheme) + " is not a valid URI scheme prefix.");
      }
    }
    String attributes =
        " rel=\""
            + TextFilters.escape(String.join(" ", rel))
            + (target == null ? "\"" : "\" target=\"" + TextFilters.escape(target) + "\"");
    return new Urlize(args.integerOrNone(0, -1), attributes, schemes)
        .links(TextFilters.escape(Repr.str(value)));
  }

  private String links(String text) {
    Out out = new Out();
    for (int at = 0, end; at < text.length(); at = end) {
      boolean space = Text.isSpace(text.charAt(at));
      end = at + 1;
      while (end < text.length() && Text.isSpace(text.charAt(end)) == space) {
        end++;
      }
      String word = text.substring(at, end);
      out.append(space ? word : word(word));
    }
    return out.toString();
  }

  /** A word without the brackets and marks around it becomes a link if it is an address. */
  private String word(String word) {
    Matcher head = HEAD.matcher(word);
    int from = head.lookingAt() ? head.end() : 0;
    int to = word.length();
    while (markAtEnd(word, from, to) > 0) {
      to -= markAtEnd(word, from, to);
    }
    for (List<String> pair : BRACKETS) {
      int open = Text.count(word.substring(from, to), pair.get(0));
      int missing = open - Text.count(word.substring(from, to), pair.get(1));
      // what closes a bracket of the address belongs to it
      for (int i = missing > 0 ? open : 0; i > 0 && word.indexOf(pair.get(1), to) >= 0; i--) {
        to = word.indexOf(pair.get(1), to) + pair.get(1).length();
      }
    }
    return word.substring(0, from) + link(word.substring(from, to)) + word.substring(to);
  }

  /** The length of the bracket or mark that ends {@code word[from, to)}, or 0. */
  private static int markAtEnd(String word, int from, int to) {
    if (to - from >= 4 && word.startsWith("&gt;", to - 4)) {
      return 4;
    }
    return to > from && ")>.,\n".indexOf(word.charAt(to - 1)) >= 0 ? 1 : 0;
  }

  private String link(String middle) {
    if (ADDRESS.matcher(middle).matches()) {
      boolean whole = middle.startsWith("https://") || middle.startsWith("http://");
      String shown =
          limit >= 0 && Text.length(middle) > limit ? Text.part(middle, 0, limit) + "..." : middle;
      return anchor(whole ? middle : "https://" + middle, attributes, shown);
    }
    if (middle.startsWith("mailto:") && MAIL.matcher(middle.substring(7)).matches()) {
      return anchor(middle, "", middle.substring(7));
    }
    boolean mail = !middle.startsWith("www.") && !middle.startsWith("@") && !middle.contains(":");
    if (mail && MAIL.matcher(middle).matches()) {
      return anchor("mailto:" + middle, "", middle);
    }
    String text = middle;
    for (Object scheme : schemes) {
      if (!text.equals(scheme) && text.startsWith((String) scheme)) {
        text = anchor(text, attributes, text);
      }
    }
    return text;
  }

  private static String anchor(String address, String attributes, String shown) {
    return "<a href=\"" + address + "\"" + attributes + ">" + shown + "</a>";
  }
}
