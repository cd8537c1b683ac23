package dev.jong.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Short words for tests.
final class Stores {
    private Stores() {}

    static LogStore open(Path directory) {
        return LogStore.open(directory, StoreOptions.DEFAULT);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// A value long enough to be dropped from memory when it is superseded.
    static byte[] large(String text) {
        return bytes(text + "-".repeat(200));
    }

    static long create(Store store, String key, String value) {
        return done(store.write(new Write.Create(key, bytes(value))));
    }

    static long update(Store store, String key, String value, long expected) {
        return done(store.write(new Write.Update(key, bytes(value), expected)));
    }

    static long delete(Store store, String key, long expected) {
        return done(store.write(new Write.Delete(key, expected)));
    }

    static long done(Written written) {
        assertThat(written).isInstanceOf(Written.Done.class);
        return ((Written.Done) written).revision();
    }

    static String text(Entry entry) {
        return new String(entry.value(), StandardCharsets.UTF_8).replaceAll("-+$", "");
    }

    static List<String> keys(RangeResult result) {
        return found(result).entries().stream().map(Entry::key).toList();
    }

    static List<String> values(RangeResult result) {
        return found(result).entries().stream().map(Stores::text).toList();
    }

    static RangeResult.Found found(RangeResult result) {
        assertThat(result).isInstanceOf(RangeResult.Found.class);
        return (RangeResult.Found) result;
    }

    static List<Event> events(Watch watch, int count) throws InterruptedException {
        var events = new java.util.ArrayList<Event>();
        while (events.size() < count) {
            var batch = watch.take();
            assertThat(batch).isInstanceOf(WatchBatch.Events.class);
            events.addAll(((WatchBatch.Events) batch).events());
        }
        return events;
    }
}
