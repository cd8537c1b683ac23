package dev.jong.apiserver.service;

import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.store.Entry;
import dev.jong.store.Store;
import dev.jong.store.StoreException;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Node ports as one object in the store, which every change compares and replaces: a
/// RangeAllocation under `/registry/ranges/servicenodeports`, as upstream keeps it. Its data is a
/// number whose bit n stands for the n-th port, most significant byte first.
public final class StoredPorts implements PortRecords {
    private static final String KEY = "/registry/ranges/servicenodeports";

    private final Store store;
    private final int first;
    private final int last;

    /// @param last included
    public StoredPorts(Store store, int first, int last) {
        this.store = store;
        this.first = first;
        this.last = last;
    }

    @Override
    public Set<Integer> taken() {
        return Collections.unmodifiableSet(ports(read()));
    }

    @Override
    public boolean take(Collection<Integer> ports) {
        return change(taken -> {
            var more = new TreeSet<>(taken);
            return more.addAll(ports) && more.size() == taken.size() + Set.copyOf(ports).size()
                    ? more
                    : taken;
        });
    }

    @Override
    public void giveBack(Collection<Integer> ports) {
        change(taken -> {
            var fewer = new TreeSet<>(taken);
            fewer.removeAll(Set.copyOf(ports));
            return fewer;
        });
    }

    /// Adds ports that Services hold.
    void ensure(Collection<Integer> ports) {
        change(taken -> {
            var all = new TreeSet<>(taken);
            ports.stream().filter(port -> port >= first && port <= last).forEach(all::add);
            return all;
        });
    }

    /// @return whether anything changed
    private boolean change(UnaryOperator<Set<Integer>> step) {
        try {
            while (true) {
                var found = read();
                var before = ports(found);
                var after = step.apply(before);
                if (after.equals(before)) {
                    return false;
                }
                var value = Json.write(object(after));
                var written =
                        store.write(
                                found.<Write>map(entry ->
                                                new Write.Update(KEY, value, entry.revision()))
                                        .orElseGet(() -> new Write.Create(KEY, value)));
                if (written instanceof Written.Done) {
                    return true;
                }
            }
        } catch (StoreException e) {
            throw ApiException.serviceUnavailable(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Entry> read() {
        try {
            return store.get(KEY);
        } catch (StoreException e) {
            throw ApiException.serviceUnavailable(String.valueOf(e.getMessage()));
        }
    }

    /// A range other than ours is not read: the Services that are stored say what is held.
    private Set<Integer> ports(Optional<Entry> found) {
        var ports = new TreeSet<Integer>();
        if (found.isPresent()
                && Json.parse(found.get().value()) instanceof JsonObject object
                && (first + "-" + last).equals(object.text("range"))) {
            var data = object.text("data");
            var bytes = Base64.getDecoder().decode(data == null ? "" : data);
            BitSet.valueOf(reversed(bytes)).stream().forEach(bit -> ports.add(first + bit));
        }
        return ports;
    }

    private JsonObject object(Set<Integer> ports) {
        var bits = new BitSet();
        ports.forEach(port -> bits.set(port - first));
        return JsonObject.EMPTY
                .with("kind", "RangeAllocation")
                .with("apiVersion", "v1")
                .with("metadata", JsonObject.EMPTY)
                .with("range", first + "-" + last)
                .with("data", Base64.getEncoder().encodeToString(reversed(bits.toByteArray())));
    }

    private static byte[] reversed(byte[] bytes) {
        var turned = new byte[bytes.length];
        for (var i = 0; i < bytes.length; i++) {
            turned[i] = bytes[bytes.length - 1 - i];
        }
        return turned;
    }
}
