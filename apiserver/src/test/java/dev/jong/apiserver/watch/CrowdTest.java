package dev.jong.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.apiserver.admission.LiveServer;
import dev.jong.apiserver.registry.InitialEvents;
import dev.jong.apiserver.registry.ListQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrowdTest {
    private static final int WATCHERS = 150;
    private static final int CHANGES = 200;

    @TempDir Path folder;

    @Test
    void everyoneOfACrowdIsToldEverythingInOrder() throws InterruptedException, ExecutionException {
        try (var server = LiveServer.start(folder);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var maps = server.of(ConfigMap.KIND);
            var watches = new ArrayList<Callable<List<String>>>();
            for (int i = 0; i < WATCHERS; i++) {
                var watcher =
                        maps.watch(LiveServer.NAMESPACE, ListQuery.ALL, InitialEvents.UNWANTED);
                watches.add(() -> names(watcher));
            }
            var told = watches.stream().map(threads::submit).toList();
            IntStream.range(0, CHANGES)
                    .forEach(i -> server.create(ConfigMap.KIND, "metadata: {name: m" + i + "}"));
            var all = IntStream.range(0, CHANGES).mapToObj(i -> "m" + i).toList();
            for (var one : told) {
                assertThat(one.get()).isEqualTo(all);
            }
        }
    }

    private static List<String> names(Watcher<ConfigMap> watcher) throws InterruptedException {
        try (watcher) {
            var names = new ArrayList<String>();
            while (names.size() < CHANGES) {
                var notice = watcher.poll(Duration.ofMinutes(1)).orElseThrow();
                if (notice instanceof Notice.Of<ConfigMap> of) {
                    names.add(of.version().object().name());
                }
            }
            return names;
        }
    }
}
