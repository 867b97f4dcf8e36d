package dev.fovea.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.Properties;

/** Multiply-adds of the registered networks at their own input size, as {@link Structure} counts them; recorded. */
final class MultiplyAdds {
  private static final Properties RECORDED = read();

  private MultiplyAdds() {}

  static OptionalLong of(String name) {
    String value = RECORDED.getProperty(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
  }

  private static Properties read() {
    Properties properties = new Properties();
    try (InputStream in = MultiplyAdds.class.getResourceAsStream("multiply-adds.properties")) {
      if (in != null) {
        properties.load(in);
      }
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException("multiply-adds.properties cannot be read", e);
    }
  }
}
