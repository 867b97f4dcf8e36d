package dev.fovea.train.run;

import dev.fovea.image.Image;
import dev.fovea.image.Plot;
import dev.fovea.nn.checkpoint.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** One self-contained HTML page: sections with numbers, plots, pictures and texts, in the order of adding. */
public final class Report {
  private final StringBuilder body = new StringBuilder();
  private final String title;
  private int plots;

  /** A picture with the lines below it. */
  public record Picture(Image image, List<String> lines) {}

  /** An empty page. */
  public Report(String title, String subtitle) {
    this.title = title;
    body.append("<header><h1>").append(escape(title)).append("</h1><p>").append(escape(subtitle))
        .append("</p></header>\n");
  }

  /** Large numbers with their names, side by side. */
  public Report figures(Map<String, String> figures) {
    body.append("<div class=\"figures\">");
    figures.forEach((name, value) -> body.append("<div><b>").append(escape(value)).append("</b><span>")
        .append(escape(name)).append("</span></div>"));
    body.append("</div>\n");
    return this;
  }

  /** Plots side by side where there is room. */
  public Report plots(String heading, List<? extends Plot> plots) {
    head(heading).append("<div class=\"plots\">");
    plots.forEach(plot -> body.append("<figure>").append(inline(plot.toSvg())).append("</figure>"));
    body.append("</div></section>\n");
    return this;
  }

  /** Pictures in rows, in squares of one size, small ones enlarged without blur. */
  public Report pictures(String heading, String explanation, List<Picture> pictures) {
    return pictures(heading, explanation, pictures, "pictures");
  }

  /** Pictures of any shape in one or two columns, as wide as there is room: sheets, strips, overlays. */
  public Report sheets(String heading, String explanation, List<Picture> pictures) {
    return pictures(heading, explanation, pictures, "sheets");
  }

  private Report pictures(String heading, String explanation, List<Picture> pictures, String kind) {
    head(heading).append("<p>").append(escape(explanation)).append("</p><div class=\"").append(kind).append("\">");
    for (Picture picture : pictures) {
      body.append("<figure><img alt=\"\" src=\"data:image/png;base64,")
          .append(Base64.getEncoder().encodeToString(picture.image().toPng())).append("\"><figcaption>");
      picture.lines().forEach(line -> body.append("<div>").append(escape(line)).append("</div>"));
      body.append("</figcaption></figure>");
    }
    body.append("</div></section>\n");
    return this;
  }

  /** Names and values in two columns. */
  public Report table(String heading, Map<String, String> rows) {
    head(heading).append("<table>");
    rows.forEach((name, value) -> body.append("<tr><th>").append(escape(name)).append("</th><td>")
        .append(escape(value)).append("</td></tr>"));
    body.append("</table></section>\n");
    return this;
  }

  /** A table with a head. */
  public Report table(String heading, List<String> columns, List<List<String>> rows) {
    head(heading).append("<table><tr>");
    columns.forEach(column -> body.append("<th>").append(escape(column)).append("</th>"));
    body.append("</tr>");
    for (List<String> row : rows) {
      body.append("<tr>");
      row.forEach(cell -> body.append("<td>").append(escape(cell)).append("</td>"));
      body.append("</tr>");
    }
    body.append("</table></section>\n");
    return this;
  }

  /** Text in letters of one width, such as a configuration. */
  public Report listing(String heading, String text) {
    head(heading).append("<pre>").append(escape(text)).append("</pre></section>\n");
    return this;
  }

  /** The whole page. */
  public String toHtml() {
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" + escape(title)
        + "</title><style>" + style() + "</style></head>\n<body><main>\n" + body + "</main></body></html>\n";
  }

  /** Writes the page as a whole or not at all. */
  public void write(Path file) {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(toHtml());
    AtomicFile.write(file, channel -> {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    });
  }

  private StringBuilder head(String heading) {
    return body.append("<section><h2>").append(escape(heading)).append("</h2>");
  }

  /** An SVG document without what only a file of its own may have; its names become its own among those of the page. */
  private String inline(String svg) {
    String own = "plot" + ++plots + "-";
    return svg.substring(svg.indexOf("<svg")).replace(" id=\"", " id=\"" + own).replace("url(#", "url(#" + own);
  }

  private static String style() {
    try (InputStream in = Report.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing from the class path; build Fovea again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css cannot be read", e);
    }
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
