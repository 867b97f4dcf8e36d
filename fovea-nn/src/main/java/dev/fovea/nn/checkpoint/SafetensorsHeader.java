package dev.fovea.nn.checkpoint;

import static dev.fovea.nn.checkpoint.CheckpointException.quote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON at the head of a safetensors file: what tensors there are, and at which bytes of the data. */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /** One tensor; the offsets count from the end of the header. */
  record Entry(DType type, long[] shape, long begin, long end) {}

  private static final Map<String, DType> TYPES = new LinkedHashMap<>();

  static {
    TYPES.put("F64", DType.FLOAT64);
    TYPES.put("F32", DType.FLOAT32);
    TYPES.put("F16", DType.FLOAT16);
    TYPES.put("BF16", DType.BFLOAT16);
    TYPES.put("I64", DType.INT64);
    TYPES.put("I32", DType.INT32);
    TYPES.put("I16", DType.INT16);
    TYPES.put("I8", DType.INT8);
    TYPES.put("U8", DType.UINT8);
    TYPES.put("BOOL", DType.BOOL);
  }

  private static final JsonFactory JSON = JsonFactory.builder()
      .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
      .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(3).maxNumberLength(20).build())
      .build();

  /**
   * Reads and checks a header against the number of bytes of data that follow it.
   *
   * @throws CheckpointException if it breaks a rule of the format, named in the message
   */
  static SafetensorsHeader parse(byte[] json, long dataSize) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      if (!text.startsWith("{")) {
        throw new CheckpointException("the header of a safetensors file starts with '{', got " + quote(text));
      }
      try (JsonParser parser = JSON.createParser(text)) {
        SafetensorsHeader header = read(parser);
        header.checkLayout(dataSize);
        return header;
      }
    } catch (CharacterCodingException e) {
      throw new CheckpointException("the safetensors header is not UTF-8; the file is damaged, fetch it again", e);
    } catch (JsonProcessingException e) {
      throw new CheckpointException("the safetensors header is not the JSON that the format asks for: "
          + e.getOriginalMessage() + "; the file is damaged, fetch it again", e);
    } catch (IOException e) {
      throw new CheckpointException("the safetensors header cannot be read: " + e.getMessage(), e);
    }
  }

  /** The header of a file with these tensors, in this order, and where each one's bytes go: wide elements first. */
  static SafetensorsHeader of(Map<String, Tensor> tensors, Map<String, String> metadata) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    long[] end = {0};
    tensors.entrySet().stream()
        .sorted(Comparator.comparing((Map.Entry<String, Tensor> each) -> -each.getValue().dtype().bytes()))
        .forEach(each -> {
          Tensor tensor = each.getValue();
          if (each.getKey().equals(METADATA) || !TYPES.containsValue(tensor.dtype())) {
            throw new CheckpointException("Cannot store " + quote(each.getKey()) + " of type " + tensor.dtype()
                + " in a safetensors file: expected a name other than " + METADATA + " and one of the types "
                + TYPES.values() + "; convert the tensor first");
          }
          long begin = end[0];
          end[0] += tensor.numel() * tensor.dtype().bytes();
          entries.put(each.getKey(), new Entry(tensor.dtype(), tensor.shape(), begin, end[0]));
        });
    return new SafetensorsHeader(entries, metadata);
  }

  /** The header as JSON, names in the given order, padded with spaces so that the data begins at a multiple of 8. */
  byte[] toJson(Iterable<String> order) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(METADATA);
        for (Map.Entry<String, String> each : metadata.entrySet()) {
          json.writeStringField(each.getKey(), each.getValue());
        }
        json.writeEndObject();
      }
      for (String name : order) {
        Entry entry = entries.get(name);
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", nameOf(entry.type()));
        json.writeFieldName("shape");
        json.writeArray(entry.shape(), 0, entry.shape().length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {entry.begin(), entry.end()}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    while (out.size() % 8 != 0) {
      out.write(' ');
    }
    return out.toByteArray();
  }

  private static String nameOf(DType type) {
    return TYPES.entrySet().stream().filter(each -> each.getValue() == type).findFirst().orElseThrow().getKey();
  }

  private static SafetensorsHeader read(JsonParser parser) throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    @Nullable Map<String, String> metadata = null;
    expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      boolean twice = name.equals(METADATA) ? metadata != null : entries.containsKey(name);
      if (twice) {
        throw new CheckpointException("the safetensors header names " + quote(name) + " twice");
      }
      expect(parser.nextToken(), JsonToken.START_OBJECT, name);
      if (name.equals(METADATA)) {
        metadata = readMetadata(parser);
      } else {
        entries.put(name, readEntry(parser, name));
      }
    }
    if (parser.nextToken() != null) {
      throw new CheckpointException("the safetensors header goes on after its closing brace");
    }
    return new SafetensorsHeader(entries, metadata == null ? Map.of() : metadata);
  }

  private static Map<String, String> readMetadata(JsonParser parser) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      expect(parser.nextToken(), JsonToken.VALUE_STRING, METADATA + "." + key);
      if (metadata.put(key, parser.getText()) != null) {
        throw new CheckpointException("the safetensors metadata names " + quote(key) + " twice");
      }
    }
    return metadata;
  }

  private static Entry readEntry(JsonParser parser, String name) throws IOException {
    @Nullable DType type = null;
    long @Nullable [] shape = null;
    long @Nullable [] offsets = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      if (field.equals("dtype") && type == null) {
        expect(parser.nextToken(), JsonToken.VALUE_STRING, name + ".dtype");
        type = TYPES.get(parser.getText());
        if (type == null) {
          throw new CheckpointException("tensor " + quote(name) + " has the type " + quote(parser.getText())
              + "; expected one of " + TYPES.keySet() + ". Convert it where the file was made");
        }
      } else if (field.equals("shape") && shape == null) {
        shape = readLongs(parser, name + ".shape");
      } else if (field.equals("data_offsets") && offsets == null) {
        offsets = readLongs(parser, name + ".data_offsets");
      } else {
        throw new CheckpointException("tensor " + quote(name) + " has the field " + quote(field)
            + "; expected dtype, shape and data_offsets, once each");
      }
    }
    if (type == null || shape == null || offsets == null || offsets.length != 2) {
      throw new CheckpointException("tensor " + quote(name)
          + " lacks a field; expected dtype, shape and two data_offsets");
    }
    return new Entry(type, shape, offsets[0], offsets[1]);
  }

  private static long[] readLongs(JsonParser parser, String what) throws IOException {
    expect(parser.nextToken(), JsonToken.START_ARRAY, what);
    long[] values = new long[8];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
      if (count == 64) {
        throw new CheckpointException(quote(what) + " has more than 64 dimensions");
      }
      values = count == values.length ? Arrays.copyOf(values, 64) : values;
      values[count++] = parser.getLongValue();
    }
    return Arrays.copyOf(values, count);
  }

  private static void expect(@Nullable JsonToken got, JsonToken expected, String what) {
    if (got != expected) {
      throw new CheckpointException("the safetensors header has " + got + " for " + quote(what) + "; expected "
          + expected + ". The file is damaged; fetch it again");
    }
  }

  /** Every byte of the data belongs to exactly one tensor, and each tensor has as many as its shape takes. */
  private void checkLayout(long dataSize) {
    List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
    sorted.sort(Comparator.comparingLong((Map.Entry<String, Entry> each) -> each.getValue().begin())
        .thenComparingLong(each -> each.getValue().end()));
    long position = 0;
    for (Map.Entry<String, Entry> each : sorted) {
      Entry entry = each.getValue();
      if (entry.begin() != position || entry.end() < position || entry.end() > dataSize) {
        throw new CheckpointException("tensor " + quote(each.getKey()) + " lies at bytes " + entry.begin() + " to "
            + entry.end() + "; expected it to begin at " + position + " and to end within the " + dataSize
            + " bytes of data. The file is damaged or incomplete; fetch it again");
      }
      long count = Elements.count(each.getKey(), entry.shape());
      if (count > dataSize || count * entry.type().bytes() != entry.end() - entry.begin()) {
        throw new CheckpointException("tensor " + quote(each.getKey()) + " of type " + entry.type() + " and shape "
            + Elements.describe(entry.shape()) + " has " + (entry.end() - entry.begin())
            + " bytes, which is not what its shape takes. The file is damaged; fetch it again");
      }
      position = entry.end();
    }
    if (position != dataSize) {
      throw new CheckpointException("the tensors take " + position + " bytes of data, but the file has " + dataSize
          + ". The file is damaged or incomplete; fetch it again");
    }
  }
}
