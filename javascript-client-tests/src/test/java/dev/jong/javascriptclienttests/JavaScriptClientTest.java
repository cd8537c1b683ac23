package dev.jong.javascriptclienttests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.jong.junit.Jong;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/// The stories of `src/test/javascript`, each a test here.
@Timeout(900) // a client that waits for ever must not hold up the build
final class JavaScriptClientTest {
    @TestFactory
    Stream<DynamicTest> stories() throws IOException, InterruptedException {
        NodeProject.install();
        try (var cluster = Jong.start()) {
            var report = NodeProject.run(cluster.kubeconfigFile());
            assertThat(report.results()).as(report.text()).isNotEmpty();
            return report.results().stream()
                    .map(result ->
                            dynamicTest(
                                    result.name(),
                                    () -> {
                                        if (!result.good()) {
                                            fail(result.details());
                                        }
                                    }));
        }
    }
}
