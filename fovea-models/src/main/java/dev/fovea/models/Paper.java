package dev.fovea.models;

/**
 * The publication that describes a network.
 *
 * @param title its title
 * @param authors its authors, as the reference list of another paper would name them
 * @param year its year
 * @param venue where it appeared
 * @param url where it can be read
 */
public record Paper(String title, String authors, int year, String venue, String url) {
  @Override
  public String toString() {
    return authors + ", " + title + ", " + venue + (venue.matches(".*\\d{4}") ? "" : " " + year);
  }
}
