package dev.jong.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// One client of a store: does random things, one after the other, and records them.
final class Client {
    static final List<String> KEYS = List.of("/a/1", "/a/2", "/a/22", "/ab/1", "/b/1", "/b/2");
    static final List<String> PREFIXES = List.of("/", "/a", "/a/", "/a/2", "/b/", "/c/");

    private final Recording recording;
    private final Store store;
    private final RandomGenerator random;
    private final String name;
    private final List<Long> leases;
    private final Map<String, Long> hints;
    private int count;

    /// Makes a client.
    ///
    /// @param name with a number that makes each value the only one
    /// @param leases what to attach keys to
    /// @param hints newest revisions that some client saw, so that most compares hold
    Client(
            Recording recording,
            Store store,
            RandomGenerator random,
            String name,
            List<Long> leases,
            Map<String, Long> hints) {
        this.recording = recording;
        this.store = store;
        this.random = random;
        this.name = name;
        this.leases = leases;
        this.hints = hints;
    }

    /// Works until it has done this many things or the store is gone.
    void work(int calls) {
        for (var i = 0; i < calls; i++) {
            try {
                switch (random.nextInt(12)) {
                    case 0, 1 -> get(key());
                    case 2 -> range();
                    case 3 -> count();
                    case 4 -> writeSome();
                    default -> write(next(key()));
                }
            } catch (StoreException.Closed | StoreException.Unusable gone) {
                return;
            } catch (StoreException.ReadOnly failing) {
                Thread.yield();
            }
        }
    }

    private String key() {
        return KEYS.get(random.nextInt(KEYS.size()));
    }

    private void get(String key) {
        var begun = recording.tick();
        var entry = store.get(key);
        recording.add(new Call.Got(begun, recording.tick(), key, entry.orElse(null)));
        hint(key, entry.orElse(null));
    }

    private void hint(String key, @org.jspecify.annotations.Nullable Entry entry) {
        if (entry == null) {
            hints.remove(key);
        } else {
            hints.put(key, entry.revision());
        }
    }

    private void range() {
        var now = store.revision();
        var request =
                RangeRequest.all(PREFIXES.get(random.nextInt(PREFIXES.size())))
                        .limit(random.nextInt(4));
        if (random.nextInt(3) == 0) {
            request = request.from(key());
        }
        if (random.nextBoolean()) {
            request = request.at(Math.max(1, now + 3 - random.nextInt(30)));
        }
        var begun = recording.tick();
        var answer = store.range(request);
        recording.add(new Call.Ranged(begun, recording.tick(), request, answer));
    }

    private void count() {
        var prefix = PREFIXES.get(random.nextInt(PREFIXES.size()));
        var begun = recording.tick();
        var answer = store.count(prefix);
        recording.add(new Call.Counted(begun, recording.tick(), prefix, answer));
    }

    private Write next(String key) {
        var hint = hints.get(key);
        if (hint == null) {
            return new Write.Create(key, value(), lease());
        }
        return random.nextInt(4) == 0
                ? new Write.Delete(key, hint)
                : new Write.Update(key, value(), hint, lease());
    }

    private byte[] value() {
        var padding = random.nextBoolean() ? "-".repeat(random.nextInt(1500)) : "";
        return (name + "." + count++ + padding).getBytes(StandardCharsets.UTF_8);
    }

    private long lease() {
        var present = List.copyOf(leases);
        return present.isEmpty() || random.nextInt(3) > 0
                ? 0
                : present.get(random.nextInt(present.size()));
    }

    private void writeSome() {
        var writes = List.of(next("/a/1"), next("/b/1"), next(key()));
        if (writes.getLast().key().equals("/a/1") || writes.getLast().key().equals("/b/1")) {
            writes = writes.subList(0, 2);
        }
        var begun = recording.tick();
        try {
            var answers = store.writeAll(writes);
            var ended = recording.tick();
            for (var i = 0; i < answers.size(); i++) {
                recording.add(new Call.Wrote(begun, ended, writes.get(i), answers.get(i)));
                hint(writes.get(i), answers.get(i));
            }
        } catch (StoreException.NoSuchLease ended) {
            recording.add(new Call.NoLease(begun, recording.tick(), 0));
        } catch (StoreException unknown) {
            writes.forEach(each -> recording.add(new Call.Wrote(begun, Call.NEVER, each, null)));
            throw unknown;
        }
    }

    private void write(Write write) {
        var begun = recording.tick();
        try {
            var answer = store.write(write);
            recording.add(new Call.Wrote(begun, recording.tick(), write, answer));
            hint(write, answer);
        } catch (StoreException.NoSuchLease ended) {
            recording.add(new Call.NoLease(begun, recording.tick(), 0));
        } catch (StoreException unknown) {
            recording.add(new Call.Wrote(begun, Call.NEVER, write, null));
            throw unknown;
        }
    }

    private void hint(Write write, Written answer) {
        switch (answer) {
            case Written.Done(var revision, _) -> {
                if (write instanceof Write.Delete) {
                    hints.remove(write.key());
                } else {
                    hints.put(write.key(), revision);
                }
            }
            case Written.Conflict(var current) -> hint(write.key(), current);
        }
    }
}
