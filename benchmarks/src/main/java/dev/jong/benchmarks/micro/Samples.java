package dev.jong.benchmarks.micro;

import dev.jong.benchmarks.objects.PodObjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What the benchmarks work on.
final class Samples {
    private Samples() {}

    /// A Pod as JSON, of the size that Pods in clusters have.
    static byte[] pod() throws IOException {
        try (var in = PodObjects.class.getResourceAsStream("pod.json")) {
            if (in == null) {
                throw new IllegalStateException("pod.json is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("NUMBER", "1")
                    .replace("NAMESPACE", "1")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }
}
