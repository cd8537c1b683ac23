package dev.jong.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    @TempDir Path directory;

    /// Run in a child: 16 writers that name each key once it was answered.
    static final class Writer {
        public static void main(String[] arguments) throws InterruptedException {
            var store = Stores.open(Path.of(arguments[0]));
            var threads = new ArrayList<Thread>();
            for (var w = 0; w < 16; w++) {
                var prefix = "/" + w + "/";
                threads.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    for (var i = 0; ; i++) {
                                        Stores.done(
                                                store.write(
                                                        new Write.Create(
                                                                prefix + i, Stores.large("v"))));
                                        System.out.println(prefix + i);
                                    }
                                }));
            }
            for (var thread : threads) {
                thread.join();
            }
        }
    }

    @Test
    void keepsEveryAnsweredWriteWhenTheProcessIsKilled() throws IOException, InterruptedException {
        var child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var answered = new HashSet<String>();
        try (var lines = child.inputReader()) {
            for (var line = lines.readLine();
                    line != null && answered.size() < 3000;
                    line = lines.readLine()) {
                answered.add(line);
            }
            child.destroyForcibly();
        } catch (IOException cutOff) {
            assertThat(answered).hasSizeGreaterThanOrEqualTo(3000);
        }
        child.waitFor();
        try (var store = Stores.open(directory)) {
            var keys = new HashSet<>(Stores.keys(store.range(RangeRequest.all("/"))));
            assertThat(answered).hasSizeGreaterThanOrEqualTo(3000);
            assertThat(keys).containsAll(answered);
        }
    }
}
