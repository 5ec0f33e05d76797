package dev.freshet.learner.tokenizer;

/**
 * A text as token ids, each with the characters that it covers.
 *
 * @param text what was encoded
 * @param ids token ids, special ones included
 * @param starts per token, the index of its first UTF-16 unit in the text
 * @param ends per token, the index after its last; equal to the start for special tokens
 */
public record EncodedText(String text, int[] ids, int[] starts, int[] ends) {
  public int length() {
    return ids.length;
  }
}
