package rhapsode.run;

/**
 * A sequence among others that it shares a beginning with.
 *
 * @param ids its tokens
 * @param rows the cache row of each
 * @param logits those after its last token
 * @param hidden the model's last representation of its last token, from which the logits come
 */
record Branch(int[] ids, int[] rows, float[] logits, float[] hidden) {
  int length() {
    return ids.length;
  }

  int last() {
    return ids[ids.length - 1];
  }
}
