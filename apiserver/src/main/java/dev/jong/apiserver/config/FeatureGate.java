package dev.jong.apiserver.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A feature gate of 1.36. None can be changed here: each stands as upstream has it when nothing is
/// said.
///
/// @param stage `ALPHA`, `BETA`, `DEPRECATED`; empty for what is generally available
public record FeatureGate(String name, String stage, boolean on) {
    /// In the order of their names. The file has a line for each: name, stage, `on` or `off`.
    public static List<FeatureGate> all() {
        try (var in = FeatureGate.class.getResourceAsStream("feature-gates.txt")) {
            if (in == null) {
                throw new IllegalStateException("the list of feature gates is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> line.split(" ", -1))
                    .map(words ->
                            new FeatureGate(
                                    words[0],
                                    words[1].equals("GA") ? "" : words[1],
                                    words[2].equals("on")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
