package dev.fovea.data;

import java.util.Arrays;

/** Random damage to the bytes of a good file. */
final class Damage {
  private Damage() {}

  /** A copy with one to four bytes changed, most often near the front, and sometimes cut short or made longer. */
  static byte[] of(byte[] good, SplitMix64 random) {
    byte[] bytes = good.clone();
    int changes = random.below(5);
    for (int i = 0; i < changes; i++) {
      int limit = random.below(2) == 0 ? Math.min(bytes.length, 600) : bytes.length;
      bytes[random.below(limit)] = (byte) random.nextLong();
    }
    if (changes == 0 || random.below(4) == 0) {
      bytes = Arrays.copyOf(bytes, random.below(bytes.length + bytes.length / 8));
    }
    return bytes;
  }
}
