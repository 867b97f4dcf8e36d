package dev.fovea.train.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.nn.checkpoint.CheckpointException;
import java.util.Map;
import java.util.Optional;

/** What goes with weights, so that their file alone can be used: a record as JSON under one key of its metadata. */
public final class Metadata {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Metadata() {}

  /** A description as metadata of a file. */
  public static Map<String, String> of(String key, Record description) {
    try {
      return Map.of(key, JSON.writeValueAsString(description));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The description " + description + " cannot be written as JSON", e);
    }
  }

  /**
   * The description from a file's metadata, if it has one under this key.
   *
   * @param source the file, for messages
   * @throws CheckpointException if it is there but cannot be read
   */
  public static <T extends Record> Optional<T> read(Map<String, String> metadata, String key, Class<T> type,
      String source) {
    String json = metadata.get(key);
    if (json == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(json, type));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(source + ": its metadata '" + key + "' cannot be read: " + e.getOriginalMessage(),
          e);
    }
  }
}
