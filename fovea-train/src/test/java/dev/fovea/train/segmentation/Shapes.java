package dev.fovea.train.segmentation;

import dev.fovea.data.SplitMix64;
import dev.fovea.image.Image;
import dev.fovea.image.NumberedPng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A folder of small pictures with a disc and a bar each, and their masks: something to learn in a second. */
final class Shapes {
  private static final int SIDE = 32;

  private Shapes() {}

  /** Makes train, val and test with 12, 4 and 4 pictures. */
  static Path write(Path root) throws IOException {
    int seed = 0;
    for (Map.Entry<String, Integer> part : Map.of("train", 12, "val", 4, "test", 4).entrySet()) {
      Path images = Files.createDirectories(root.resolve(part.getKey()).resolve("images"));
      Path masks = Files.createDirectories(root.resolve(part.getKey()).resolve("masks"));
      for (int i = 0; i < part.getValue(); i++) {
        Image mask = mask(SplitMix64.of(part.getKey().hashCode(), i));
        picture(mask, seed++).write(images.resolve(i + ".png"));
        Files.write(masks.resolve(i + ".png"), NumberedPng.encode(mask, List.of(0, 0xff0000, 0x00ff00)));
      }
    }
    Files.writeString(root.resolve("classes.txt"), "ground\ndisc\nbar\n");
    return root;
  }

  /** A disc (1) and a bar (2) on ground (0), with a void (255) corner. */
  static Image mask(SplitMix64 random) {
    Image mask = new Image(SIDE, SIDE, 1);
    int cx = 8 + random.nextInt(16);
    int cy = 8 + random.nextInt(16);
    int left = random.nextInt(24);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        boolean disc = (x - cx) * (x - cx) + (y - cy) * (y - cy) < 36;
        boolean bar = x >= left && x < left + 5;
        mask.set(x, y, 0, x + y < 3 ? 255 : bar ? 2 : disc ? 1 : 0);
      }
    }
    return mask;
  }

  /** The mask in colours of its own, with noise. */
  static Image picture(Image mask, int seed) {
    int[][] colors = {{60, 60, 90}, {200, 80, 60}, {70, 190, 80}};
    SplitMix64 random = new SplitMix64(seed);
    Image picture = new Image(mask.width(), mask.height(), 3);
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        for (int c = 0; c < 3; c++) {
          int number = mask.get(x, y, 0);
          picture.set(x, y, c, colors[number == 255 ? 0 : number][c] + random.nextInt(30));
        }
      }
    }
    return picture;
  }
}
