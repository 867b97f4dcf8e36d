package dev.fovea.cli;

import dev.fovea.data.Datasets;
import dev.fovea.data.RemoteFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where data comes from. */
final class DataOptions {
  @Option(names = "--data-dir", paramLabel = "DIR", order = 710,
      description = "Look for data sets in this folder first.")
  @Nullable Path dataDir;

  @Option(names = "--offline", order = 711, description = "Download nothing.")
  boolean offline;

  /** Where to look, telling how far downloads are unless {@code quiet}. */
  Datasets.Options places(Console console, boolean quiet) {
    if (dataDir != null && !Files.isDirectory(dataDir)) {
      throw CliException.input("--data-dir: there is no folder " + dataDir, null);
    }
    Datasets.Options options = Datasets.Options.defaults().dataDir(dataDir);
    options = quiet ? options : options.progress(new Downloads(console));
    return offline ? options.offline() : options;
  }

  /** A line that is drawn over itself on a terminal, and one line a file elsewhere. */
  private static final class Downloads implements dev.fovea.data.Download.Progress {
    private final Console console;
    private String file = "";
    private long drawn;

    Downloads(Console console) {
      this.console = console;
    }

    @Override
    public void at(RemoteFile remote, long done) {
      if (!file.equals(remote.name())) {
        file = remote.name();
        drawn = 0;
        console.note("Downloading " + remote.uri() + " (" + megabytes(remote.bytes()) + ")");
      }
      boolean last = done >= remote.bytes();
      if (Console.errIsTerminal() && (last || done - drawn > 1 << 20)) {
        drawn = done;
        console.err.print("\r  " + megabytes(done) + ", " + done * 100 / remote.bytes() + " %" + (last ? "\n" : ""));
        console.err.flush();
      }
    }

    private static String megabytes(long bytes) {
      return String.format(java.util.Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
  }
}
