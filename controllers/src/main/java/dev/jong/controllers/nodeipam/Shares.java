package dev.jong.controllers.nodeipam;

import dev.jong.api.core.v1.Node;
import dev.jong.client.InformerHandler;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which node has which part of the Pod addresses. Follows the nodes, so that a part is found
/// without looking at all of them.
final class Shares implements InformerHandler<Node> {
    private final AddressPool pool;

    /// Guarded by this, as `holders`.
    private final BitSet taken = new BitSet();

    /// The node that has a part, by the part's index.
    private final Map<Integer, String> holders = new HashMap<>();

    Shares(AddressPool pool) {
        this.pool = pool;
    }

    /// The first part that nobody has, which from now on is this node's.
    synchronized Optional<String> take(String node) {
        int free = taken.nextClearBit(0);
        if (free >= pool.parts()) {
            return Optional.empty();
        }
        hold(free, node);
        return Optional.of(pool.part(free));
    }

    /// The node did not get the part after all, or is gone.
    synchronized void giveBack(String node, String cidr) {
        pool.index(cidr)
                .ifPresent(index -> {
                    if (holders.remove(index, node)) {
                        taken.clear(index);
                    }
                });
    }

    private void hold(int index, String node) {
        taken.set(index);
        holders.put(index, node);
    }

    @Override
    public synchronized void added(Node node, boolean initial) {
        node.spec()
                .podCidrs()
                .forEach(cidr -> pool.index(cidr).ifPresent(index -> hold(index, node.name())));
    }

    @Override
    public void updated(Node before, Node now) {
        if (!before.spec().podCidrs().equals(now.spec().podCidrs())) {
            deleted(before);
            added(now, false);
        }
    }

    @Override
    public void deleted(Node last) {
        last.spec().podCidrs().forEach(cidr -> giveBack(last.name(), cidr));
    }
}
