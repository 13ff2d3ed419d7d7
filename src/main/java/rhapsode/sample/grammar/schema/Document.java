package rhapsode.sample.grammar.schema;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A schema document: follows its references and takes its objects apart. */
final class Document {
  private final Object root;
  private final IdentityHashMap<Object, Parts> parts = new IdentityHashMap<>();

  /** An object taken apart, once, so that equal parts are the same object. */
  private record Parts(Source plain, List<Conjunction.Group> groups) {}

  Document(Object root) {
    this.root = root;
  }

  Source root() {
    return new Source(root, Pointer.ROOT);
  }

  /** What schemas say that hold together. */
  Conjunction conjunction(List<Source> schemas) {
    Gathering gathering = new Gathering();
    schemas.forEach(source -> gathering.add(source, new LinkedHashSet<>()));
    return new Conjunction(
        gathering.facts, List.copyOf(gathering.plain), List.copyOf(gathering.groups));
  }

  private final class Gathering {
    private Facts facts = Facts.NONE;
    private final Set<Source> plain = new LinkedHashSet<>();
    private final Set<Conjunction.Group> groups = new LinkedHashSet<>();

    private void add(Source source, Set<Source> path) {
      if (source.raw() instanceof Boolean possible) {
        facts = possible ? facts : facts.and(Facts.IMPOSSIBLE);
        plain.add(source);
        return;
      }
      if (!path.add(source)) {
        throw source.at().wrong("this schema refers to itself and to nothing else");
      }
      Keywords keywords = new Keywords((Map<?, ?>) source.raw(), source.at());
      keywords.check();
      Parts taken = parts.computeIfAbsent(source.raw(), _ -> takeApart(source, keywords));
      if (plain.add(taken.plain)) {
        facts = facts.and(Facts.of(keywords));
      }
      groups.addAll(taken.groups);
      if (keywords.has("$ref")) {
        add(resolve(keywords.string("$ref"), source.at().child("$ref")), path);
      }
      Pointer all = source.at().child("allOf");
      int index = 0;
      for (Object each : keywords.list("allOf")) {
        add(new Source(each, all.child(index++)), path);
      }
      path.remove(source);
    }
  }

  /** What is one part already stays the same object. */
  private static Parts takeApart(Source source, Keywords keywords) {
    Map<Object, Object> plain = new LinkedHashMap<>(keywords.members());
    List<Conjunction.Group> groups = new ArrayList<>();
    for (String name : List.of("anyOf", "oneOf")) {
      if (keywords.has(name)) {
        List<Source> branches = new ArrayList<>();
        for (Object branch : keywords.list(name)) {
          Pointer where = keywords.at().child(name).child(branches.size());
          branches.add(new Source(branch, where));
        }
        Source alone =
            plain.size() == 1
                ? source
                : new Source(Map.of(name, keywords.get(name)), keywords.at());
        groups.add(new Conjunction.Group(alone, branches, name.equals("oneOf")));
      }
    }
    boolean whole = !plain.keySet().removeAll(Set.of("$ref", "allOf", "anyOf", "oneOf"));
    return new Parts(whole ? source : new Source(plain, keywords.at()), groups);
  }

  private Source resolve(String reference, Pointer where) {
    if (!reference.equals("#") && !reference.startsWith("#/")) {
      throw where.wrong(
          "'%s' leads out of the schema or to an anchor; refer to a place in it, as in #/$defs/name"
              .formatted(reference));
    }
    Object found = root;
    Pointer at = Pointer.ROOT;
    String path =
        URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    for (String step : path.isEmpty() ? new String[0] : path.substring(1).split("/", -1)) {
      String name = step.replace("~1", "/").replace("~0", "~");
      at = at.child(name);
      found =
          switch (found) {
            case Map<?, ?> map when map.containsKey(name) -> map.get(name);
            case List<?> list
                when name.matches("\\d{1,9}") && Integer.parseInt(name) < list.size() ->
                list.get(Integer.parseInt(name));
            case null, default ->
                throw where.wrong("there is nothing at '%s'".formatted(reference));
          };
    }
    return new Source(found, at);
  }
}
