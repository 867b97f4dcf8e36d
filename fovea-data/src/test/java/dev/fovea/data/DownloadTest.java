package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
  @TempDir Path folder;

  private final byte[] content = new byte[300_000];
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private RemoteFile file;

  @BeforeEach
  void start() throws IOException {
    new SplitMix64(1).nextBytes(content);
    Path copy = Files.write(folder.resolve("copy"), content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    file = new RemoteFile("set.gz", URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/set.gz"),
        content.length, Download.sha256(copy));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Serves the content, with ranges where asked for, and cuts the connection after {@code cut} bytes of an answer. */
  private void serve(boolean withRanges, int cut) {
    server.createContext("/set.gz", exchange -> {
      String range = exchange.getRequestHeaders().getFirst("Range");
      ranges.add(String.valueOf(range));
      int from = withRanges && range != null ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
      if (from > 0) {
        exchange.getResponseHeaders().add("Content-Range",
            "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
      }
      answer(exchange, from > 0 ? 206 : 200, Arrays.copyOfRange(content, from, content.length), cut);
    });
  }

  private static void answer(HttpExchange exchange, int status, byte[] body, int cut) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body, 0, Math.min(cut, body.length));
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private Path fetch() {
    return Download.fetch(file, folder.resolve("cache"), Download.Progress.SILENT);
  }

  @Test
  void fetchesOnce() throws IOException {
    serve(true, Integer.MAX_VALUE);
    List<Long> progress = new ArrayList<>();
    Path target = Download.fetch(file, folder.resolve("cache"), (which, done) -> progress.add(done));
    assertThat(Files.readAllBytes(target)).isEqualTo(content);
    assertThat(progress).isSorted().endsWith(300_000L);
    assertThat(fetch()).isEqualTo(target);
    assertThat(ranges).containsExactly("null");
    assertThat(folder.resolve("cache/set.gz.part")).doesNotExist();
  }

  @Test
  void goesOnWhereTheConnectionBroke() throws IOException {
    serve(true, 100_000);
    assertThat(Files.readAllBytes(fetch())).isEqualTo(content);
    assertThat(ranges).hasSizeBetween(2, 5).startsWith("null").element(1).asString().startsWith("bytes=");
  }

  @Test
  void goesOnWithWhatAnEarlierRunLeft() throws IOException {
    serve(true, Integer.MAX_VALUE);
    Files.createDirectories(folder.resolve("cache"));
    Files.write(folder.resolve("cache/set.gz.part"), Arrays.copyOf(content, 123_456));
    assertThat(Files.readAllBytes(fetch())).isEqualTo(content);
    assertThat(ranges).containsExactly("bytes=123456-");
  }

  @Test
  void startsAgainWhereTheServerKnowsNoRanges() throws IOException {
    serve(false, Integer.MAX_VALUE);
    Files.createDirectories(folder.resolve("cache"));
    Files.write(folder.resolve("cache/set.gz.part"), new byte[1000]);
    assertThat(Files.readAllBytes(fetch())).isEqualTo(content);
  }

  @Test
  void givesUpAfterAFewCutsButKeepsWhatCame() throws IOException {
    serve(true, 10);
    assertThatThrownBy(this::fetch).isInstanceOf(DataException.class).hasMessageContaining("set.gz")
        .hasMessageContaining("Try again to continue");
    assertThat(ranges).hasSize(5);
    assertThat(folder.resolve("cache/set.gz")).doesNotExist();
  }

  @Test
  void refusesOtherContent() throws IOException {
    byte[] other = content.clone();
    other[5]++;
    server.createContext("/set.gz", exchange -> answer(exchange, 200, other, Integer.MAX_VALUE));
    assertThatThrownBy(this::fetch).isInstanceOf(DataException.class).hasMessageContaining("SHA-256 " + file.sha256());
    assertThat(folder.resolve("cache/set.gz")).doesNotExist();
    assertThat(folder.resolve("cache/set.gz.part")).doesNotExist();
  }

  @Test
  void refusesMoreThanItsLength() {
    server.createContext("/set.gz",
        exchange -> answer(exchange, 200, Arrays.copyOf(content, 400_000), Integer.MAX_VALUE));
    assertThatThrownBy(this::fetch).hasMessageContaining("expected 300000 bytes, got more");
  }

  @Test
  void saysWhichFileToPutWhere() {
    assertThatThrownBy(this::fetch).isInstanceOf(DataException.class).hasMessageContaining("404")
        .hasMessageContaining(file.uri().toString()).hasMessageContaining(folder.resolve("cache/set.gz").toString());
  }
}
