package dev.fovea.train.run;

import dev.fovea.tensor.Device;
import dev.fovea.tensor.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** What a run ran on, for its report. */
public final class Environment {
  private static final String BINDING = "/META-INF/maven/org.bytedeco/pytorch/pom.properties";

  private Environment() {}

  /** Names and values, in the order to show them. */
  public static Map<String, String> describe() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", processor());
    facts.put("threads", Threads.get() + " for an operation, of " + Runtime.getRuntime().availableProcessors()
        + " processors");
    facts.put("CUDA", Device.cudaAvailable() ? "yes" : "no");
    facts.put("libtorch", libtorch());
    facts.put("Java", System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")");
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
        + System.getProperty("os.arch"));
    return facts;
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith("model name")).findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(System.getProperty("os.arch"));
    } catch (IOException | java.io.UncheckedIOException e) {
      return System.getProperty("os.arch");
    }
  }

  private static String libtorch() {
    Properties properties = new Properties();
    try (InputStream in = Environment.class.getResourceAsStream(BINDING)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      // The version is only for people to read; the report does without.
    }
    return properties.getProperty("version", "unknown") + " (org.bytedeco:pytorch)";
  }
}
