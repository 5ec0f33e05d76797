package dev.freshet.learner.tokenizer;

import java.util.ArrayList;
import java.util.List;

/**
 * The printable character that stands for each byte in a byte-level vocabulary (Radford et al.
 * 2019): printable bytes stand for themselves, the others for code points from 256 on.
 */
final class ByteAlphabet {
  private static final char[] CHARACTERS = new char[256];

  static {
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
      CHARACTERS[b] = printable ? (char) b : (char) next++;
    }
  }

  private ByteAlphabet() {}

  static char of(int unsignedByte) {
    return CHARACTERS[unsignedByte];
  }

  /** All 256 characters, in the order of their code points, as the field's tools list them. */
  static List<Character> sorted() {
    List<Character> characters = new ArrayList<>();
    for (char character : CHARACTERS) {
      characters.add(character);
    }
    characters.sort(null);
    return characters;
  }
}
