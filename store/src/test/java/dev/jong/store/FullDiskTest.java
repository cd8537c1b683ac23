package dev.jong.store;

import static dev.jong.store.Stores.bytes;
import static dev.jong.store.Stores.create;
import static dev.jong.store.Stores.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
    @TempDir Path directory;

    @Test
    void turnsReadOnlyWhenTheDiskIsFullAndLosesNothing() {
        var full = new AtomicBoolean();
        try (var store =
                LogStore.open(
                        directory, StoreOptions.DEFAULT, journal -> fillable(journal, full))) {
            create(store, "/a", "1");
            full.set(true);
            for (var i = 0; i < 2; i++) {
                assertThatThrownBy(() -> store.write(new Write.Create("/b", bytes("2"))))
                        .isInstanceOf(StoreException.ReadOnly.class)
                        .hasMessage(
                                "the store is read-only, because its log cannot be written"
                                        + " (No space left on device): free disk space, then it goes on by itself");
            }
            assertThat(store.trouble()).isPresent();
            assertThat(store.revision()).isEqualTo(2);
            assertThat(store.get("/b")).isEmpty();
            full.set(false);
            create(store, "/c", "3");
            assertThat(store.trouble()).isEmpty();
        }
        try (var store = Stores.open(directory)) {
            assertThat(keys(store.range(RangeRequest.all("/")))).containsExactly("/a", "/c");
        }
    }

    private static Journal fillable(Journal journal, AtomicBoolean full) {
        return (Journal)
                Proxy.newProxyInstance(
                        Journal.class.getClassLoader(),
                        new Class<?>[] {Journal.class},
                        (_, method, arguments) -> {
                            if (full.get() && method.getName().equals("append")) {
                                throw new IOException("No space left on device");
                            }
                            return full.get() && method.getName().equals("writable")
                                    ? (Object) false
                                    : method.invoke(journal, arguments);
                        });
    }
}
