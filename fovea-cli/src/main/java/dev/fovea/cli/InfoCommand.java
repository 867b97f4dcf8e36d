package dev.fovea.cli;

import dev.fovea.tensor.Device;
import dev.fovea.tensor.Libtorch;
import dev.fovea.tensor.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fovea info}: what is needed to understand a result or a problem on this machine. */
@Command(
    name = "info",
    description = "Show the version, the machine, libtorch's build, devices and folders.",
    footerHeading = "%nExamples:%n",
    footer = {"  fovea info", "  fovea info --json", "  fovea info --build"})
final class InfoCommand implements Callable<Integer> {
  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Spec CommandSpec spec;

  @Option(names = "--build", description = "Also show how libtorch was built.")
  boolean build;

  @Override
  public Integer call() {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    Map<String, Object> facts = facts();
    if (output.json) {
      console.json(facts);
    } else {
      facts.forEach((key, value) -> console.line(String.format("%-12s %s", key, indent(String.valueOf(value)))));
    }
    return ExitCode.OK;
  }

  private Map<String, Object> facts() {
    Runtime runtime = Runtime.getRuntime();
    Cpu cpu = Cpu.read();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("fovea", Version.number());
    facts.put("java", System.getProperty("java.version") + ", " + System.getProperty("java.vm.name") + ", "
        + System.getProperty("java.home"));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
        + Libtorch.platform());
    facts.put("processor", cpu.name());
    facts.put("instructions", cpu.flags().isEmpty() ? "unknown" : String.join(" ", cpu.flags()));
    facts.put("threads", Threads.get() + " (physical cores " + Threads.physicalCores() + ", processors for Java "
        + runtime.availableProcessors() + ")");
    facts.put("libtorch", Libtorch.version() + ", kernels for " + Libtorch.cpuCapability());
    facts.put("devices", Libtorch.cudaDevices() == 0 ? "cpu" : "cpu, " + Libtorch.cudaDevices() + " x cuda");
    facts.put("default", Device.best().toString());
    facts.put("memory", bytes(runtime.maxMemory()) + " for Java at most, " + bytes(Libtorch.residentBytes())
        + " resident now");
    facts.put("libraries", folder(Path.of(Libtorch.cacheFolder())));
    if (build) {
      facts.put("build", Libtorch.configuration());
    }
    return facts;
  }

  private static String folder(Path folder) {
    if (!Files.isDirectory(folder)) {
      return folder + " (not there yet)";
    }
    try (Stream<Path> files = Files.walk(folder)) {
      long total = files.filter(file -> Files.isRegularFile(file) && !Files.isSymbolicLink(file))
          .mapToLong(file -> file.toFile().length()).sum();
      return folder + " (" + bytes(total) + ")";
    } catch (IOException e) {
      return folder + " (cannot be read)";
    }
  }

  private static String bytes(long count) {
    return count >= 1L << 30 ? String.format("%.1f GB", count / 1e9) : Math.round(count / 1e6) + " MB";
  }

  private static String indent(String text) {
    return text.replace("\n", "\n             ");
  }
}
