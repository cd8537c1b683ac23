package dev.jong.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rules that class files do not show: length, null marks.
class SourceRulesTest {
    private static final int MOST_LINES = 500;
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void noFileIsLongerThanFiveHundredLines() {
        assertThat(sources().filter(file -> lines(file) > MOST_LINES)).isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        var unmarked =
                sources()
                        .map(Path::getParent)
                        .distinct()
                        .filter(folder -> !marked(folder.resolve("package-info.java")))
                        .filter(folder -> !marked(generated(folder).resolve("package-info.java")))
                        .toList();
        assertThat(unmarked).isEmpty();
    }

    /// Where the generated half of a package stands; its mark counts for both.
    private static Path generated(Path folder) {
        return Path.of(folder.toString().replace("src/main/java", "target/generated-sources/api"));
    }

    private static boolean marked(Path packageInfo) {
        return Files.exists(packageInfo) && read(packageInfo).contains("NullMarked\n");
    }

    private static long lines(Path file) {
        return read(file).lines().count();
    }

    /// Every Java file of every module's main code.
    private static Stream<Path> sources() {
        try (var modules = Files.list(ROOT)) {
            var files =
                    modules.map(module -> module.resolve("src/main/java"))
                            .filter(Files::isDirectory)
                            .flatMap(SourceRulesTest::javaFiles)
                            .toList();
            assertThat(files).isNotEmpty();
            return files.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (var files = Files.walk(folder)) {
            return List.copyOf(files.filter(file -> file.toString().endsWith(".java")).toList())
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
