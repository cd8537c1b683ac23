package dev.jong.benchmarks.store;

import dev.jong.foundation.FolderTree;
import dev.jong.store.LogStore;
import dev.jong.store.Store;
import dev.jong.store.StoreOptions;
import java.nio.file.Path;

/// The embedded store in this process.
record Embedded(Path folder) implements Subject {
    @Override
    public String name() {
        return "embedded store";
    }

    @Override
    public Running start() {
        var before = used();
        var store = LogStore.open(folder, StoreOptions.DEFAULT);
        return new Running() {
            @Override
            public Store store() {
                return store;
            }

            @Override
            public long memory() {
                return used() - before;
            }

            @Override
            public void close() {
                store.close();
            }
        };
    }

    private static long used() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Override
    public void clear() throws Exception {
        FolderTree.delete(folder);
    }
}
