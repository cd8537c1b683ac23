package dev.jong.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The running watches.
final class Watchers {
    private final List<WatchQueue> queues = new CopyOnWriteArrayList<>();

    /// A watch that registers after this was asked reads the missed events from history.
    boolean any() {
        return !queues.isEmpty();
    }

    void add(WatchQueue queue) {
        queues.add(queue);
    }

    void remove(WatchQueue queue) {
        queues.remove(queue);
    }

    /// Tells every watch what happened up to the revision, which is visible by now.
    void publish(List<Event> events, long revision) {
        for (var queue : queues) {
            queue.offer(matching(events, queue.prefix()), events.isEmpty(), revision);
        }
    }

    private static List<Event> matching(List<Event> events, String prefix) {
        List<Event> matching = List.of();
        for (var event : events) {
            if (event.key().startsWith(prefix)) {
                if (matching.isEmpty()) {
                    matching = new ArrayList<>();
                }
                matching.add(event);
            }
        }
        return matching;
    }

    void closeAll() {
        queues.forEach(WatchQueue::close);
    }
}
