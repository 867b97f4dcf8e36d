package dev.fovea.cli;

import dev.fovea.data.DatasetInfo;
import dev.fovea.data.Datasets;
import dev.fovea.data.ImageClassification;
import dev.fovea.data.RemoteFile;
import dev.fovea.data.SegmentationParts;
import dev.fovea.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea datasets}: what can be trained on, and where it is. */
@Command(
    name = "datasets",
    description = "List the data sets and where they are, or show or download one.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fovea datasets",
      "  fovea datasets cifar10                    one: files, sizes, origin, terms",
      "  fovea datasets cifar10 --download",
      "  fovea datasets --data-dir /data --json"
    })
final class DatasetsCommand implements Callable<Integer> {
  @Mixin CommonOptions common = new CommonOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin DataOptions data = new DataOptions();
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "A data set.")
  @Nullable String name;

  @Option(names = "--download", description = "Fetch its files if they are not here.")
  boolean download;

  @Override
  public Integer call() {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    Datasets.Options places = data.places(console, output.quiet);
    if (download) {
      if (name == null) {
        throw CliException.usage("--download needs the name of a data set", "fovea datasets cifar10 --download");
      }
      fetch(console, Names.dataset(name), places);
    }
    if (output.json) {
      List<Map<String, Object>> all = chosen().stream().map(info -> facts(info, places)).toList();
      console.json(name == null ? all : all.get(0));
    } else if (name != null) {
      show(console, chosen().get(0), places);
    } else {
      list(console, places);
    }
    return ExitCode.OK;
  }

  private List<DatasetInfo> chosen() {
    if (name == null) {
      return Datasets.known();
    }
    if (name.startsWith("image-folder:")) {
      throw CliException.usage("only data sets with a name can be shown, got " + name, null);
    }
    return List.of(Datasets.info(Names.dataset(name)));
  }

  private void fetch(Console console, String name, Datasets.Options places) {
    for (Split split : List.of(Split.TRAIN, Split.TEST)) {
      ImageClassification part = Datasets.open(name, split, places);
      if (output.quiet) {
        continue;
      }
      console.note(name + " " + split.name().toLowerCase(java.util.Locale.ROOT) + ": " + part.size() + " pictures of "
          + part.classes().size() + " classes");
    }
  }

  private static void list(Console console, Datasets.Options places) {
    Table table = new Table("data set", ">classes", "what", "where");
    for (DatasetInfo info : Datasets.known()) {
      table.row(info.name(), info.classes().isEmpty() ? "" : String.valueOf(info.classes().size()), info.description(),
          where(info, places));
    }
    table.row("image-folder:PATH", "", "pictures in one folder a class", "in train and test or val folders, or split");
    table.row("camvid", "11", "701 street scenes with masks, for segmentation", SegmentationParts.findCamVid(places)
        .map(String::valueOf).orElse("not here; see docs/segmentation.md"));
    table.row("mask-folder:PATH", "", "pictures and masks, for segmentation", "see docs/segmentation.md");
    table.print(console);
  }

  private static void show(Console console, DatasetInfo info, Datasets.Options places) {
    console.line(console.paint(Console.BOLD, info.name()));
    console.line("  what     " + info.description());
    console.line("  origin   " + info.origin());
    if (!info.classes().isEmpty()) {
      console.line("  classes  " + String.join(", ", info.classes()));
    }
    console.line("  where    " + where(info, places));
    for (RemoteFile file : files(info)) {
      console.line(String.format(java.util.Locale.ROOT, "  file     %s, %,d bytes, %s", file.name(), file.bytes(),
          file.uri()));
    }
  }

  private static String where(DatasetInfo info, Datasets.Options places) {
    if (info.trainFiles().isEmpty()) {
      return "inside Fovea";
    }
    Optional<Path> found = Datasets.find(info.name(), Split.TRAIN, places);
    return found.map(file -> String.valueOf(file.getParent()))
        .orElse("not here; fetched on first use (" + megabytes(info) + " MB)");
  }

  private static long megabytes(DatasetInfo info) {
    return Math.round(files(info).stream().mapToLong(RemoteFile::bytes).sum() / 1e6);
  }

  private static List<RemoteFile> files(DatasetInfo info) {
    Set<RemoteFile> files = new LinkedHashSet<>(info.trainFiles());
    files.addAll(info.testFiles());
    return new ArrayList<>(files);
  }

  private static Map<String, Object> facts(DatasetInfo info, Datasets.Options places) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", info.name());
    facts.put("description", info.description());
    facts.put("origin", info.origin());
    facts.put("classes", info.classes());
    facts.put("here", info.trainFiles().isEmpty()
        || Datasets.find(info.name(), Split.TRAIN, places).isPresent());
    facts.put("where", where(info, places));
    facts.put("files", files(info).stream().map(file -> Map.of("name", file.name(), "bytes", file.bytes(),
        "uri", file.uri().toString(), "sha256", file.sha256())).toList());
    return facts;
  }
}
