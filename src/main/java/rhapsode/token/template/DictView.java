package rhapsode.token.template;

import java.util.List;

/** The keys, values or items of a dict: has a length, but no index. */
record DictView(String kind, List<Object> items) {}
