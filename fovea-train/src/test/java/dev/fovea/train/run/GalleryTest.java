package dev.fovea.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.image.Image;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryTest {
  @TempDir Path temp;

  @Test
  void whatWasShownComesBackByNameInOrderOfSteps() {
    Gallery gallery = new Gallery(temp.resolve("pictures"));
    assertThat(gallery.pictures("samples")).isEmpty();
    gallery.add("samples", 123_456_789, picture(3));
    gallery.add("samples", 20, picture(2));
    gallery.add("samples", 20, "a text of the same name");
    gallery.add("samples-more", 1, picture(9));
    gallery.add("so/me: name", 1, "kept");
    assertThat(gallery.pictures("samples")).extracting(Gallery.Shown::step).containsExactly(20L, 123_456_789L);
    assertThat(gallery.pictures("samples").get(1).content().width()).isEqualTo(3);
    assertThat(gallery.texts("samples")).containsExactly(new Gallery.Shown<>(20, "a text of the same name"));
    assertThat(gallery.texts("so/me: name").get(0).content()).isEqualTo("kept");
  }

  @Test
  void aResumedRunForgetsWhatCameAfterItsCheckpoint() {
    Gallery gallery = new Gallery(temp);
    gallery.add("samples", 10, picture(1));
    gallery.add("samples", 11, picture(1));
    gallery.add("words", 12, "x");
    gallery.cutAfter(10);
    assertThat(gallery.pictures("samples")).extracting(Gallery.Shown::step).containsExactly(10L);
    assertThat(gallery.texts("words")).isEmpty();
  }

  private static Image picture(int width) {
    return new Image(width, 2, 3);
  }
}
