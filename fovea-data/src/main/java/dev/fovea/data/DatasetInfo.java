package dev.fovea.data;

import java.util.List;

/**
 * What is known of a data set by name.
 *
 * @param name what {@link Datasets#open} takes
 * @param description one sentence on what it holds
 * @param origin who made it, and its terms
 * @param classes the names of its classes, by number; empty where the files say them
 * @param trainFiles the files of the training part
 * @param testFiles the files of the test part; may be those of the training part
 */
public record DatasetInfo(
    String name, String description, String origin, List<String> classes, List<RemoteFile> trainFiles,
    List<RemoteFile> testFiles) {}
