package dev.jong.etcd;

import dev.jong.etcd.rpc.Event.EventType;
import dev.jong.store.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// etcd's events in the store's words.
final class Changes {
    private Changes() {}

    /// Those from this revision on to keys with the prefix, or empty when one of them lacks what
    /// stood there before: it was compacted.
    static Optional<List<Event>> of(
            List<dev.jong.etcd.rpc.Event> events, String prefix, long firstRevision) {
        var changes = new ArrayList<Event>(events.size());
        for (var event : events) {
            var key = event.getKv().getKey().toStringUtf8();
            if (event.getKv().getModRevision() < firstRevision || !key.startsWith(prefix)) {
                continue;
            }
            if (!event.hasPrevKv() && !creates(event)) {
                return Optional.empty();
            }
            changes.add(change(event, key));
        }
        return Optional.of(changes);
    }

    private static boolean creates(dev.jong.etcd.rpc.Event event) {
        return event.getType() == EventType.PUT
                && event.getKv().getCreateRevision() == event.getKv().getModRevision();
    }

    private static Event change(dev.jong.etcd.rpc.Event event, String key) {
        if (event.getType() == EventType.DELETE) {
            return new Event.Deleted(
                    key, event.getKv().getModRevision(), Transactions.entry(event.getPrevKv()));
        }
        return new Event.Put(
                Transactions.entry(event.getKv()),
                creates(event) ? null : Transactions.entry(event.getPrevKv()),
                null);
    }
}
