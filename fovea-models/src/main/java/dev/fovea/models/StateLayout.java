package dev.fovea.models;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A table of names: what another publisher calls the entries of a network's state dict.
 *
 * <pre>{@code
 * StateLayout timm = StateLayout.of("timm")
 *     .rename("features\\.0\\.0\\.(.*)", "conv_stem.$1")
 *     .rename("classifier\\.1\\.(.*)", "classifier.$1");
 * }</pre>
 *
 * @param name whose layout it is
 * @param rules patterns of a whole name by parts and what takes its place, the first that matches counts; a name that
 *     none matches stays
 */
public record StateLayout(String name, Map<Pattern, String> rules) implements UnaryOperator<String> {
  /** The network's own names. */
  public static final StateLayout OWN = of("own");

  /** A layout without differences yet. */
  public static StateLayout of(String name) {
    return new StateLayout(name, Map.of());
  }

  /** This layout with one rule more; {@code $1} stands for the first group of the pattern, and so on. */
  public StateLayout rename(String pattern, String replacement) {
    Map<Pattern, String> more = new LinkedHashMap<>(rules);
    more.put(Pattern.compile(pattern), replacement);
    return new StateLayout(name, more);
  }

  /** What this layout calls an entry. */
  @Override
  public String apply(String ownName) {
    for (Map.Entry<Pattern, String> rule : rules.entrySet()) {
      var matcher = rule.getKey().matcher(ownName);
      if (matcher.matches()) {
        return matcher.replaceFirst(rule.getValue());
      }
    }
    return ownName;
  }
}
