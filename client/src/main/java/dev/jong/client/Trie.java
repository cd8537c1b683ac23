package dev.jong.client;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// An immutable hash map whose changes share all but one path with the map they came from: a change
/// costs some arrays of at most 32 slots, a look-up a few steps. A hash trie after Bagwell.
@SuppressWarnings("ArrayRecordComponent")
final class Trie<K, V> {
    private static final int BITS = 5;
    private static final int LAST_SHIFT = 30;
    private static final Trie<?, ?> EMPTY = new Trie<>(new Branch(0, new Object[0]), 0);

    private final Branch root;
    private final int size;

    private Trie(Branch root, int size) {
        this.root = root;
        this.size = size;
    }

    /// Slots hold a [Branch], a [Leaf] or, where hashes are equal, a [Bucket].
    private record Branch(int bitmap, Object[] slots) {}

    private record Leaf(int hash, Object key, Object value) {}

    private record Bucket(Leaf[] leaves) {}

    @SuppressWarnings("unchecked")
    static <K, V> Trie<K, V> empty() {
        return (Trie<K, V>) EMPTY;
    }

    int size() {
        return size;
    }

    @SuppressWarnings("unchecked")
    @Nullable V get(K key) {
        int hash = spread(key);
        var node = (Object) root;
        for (int shift = 0; node instanceof Branch(int bitmap, Object[] slots); shift += BITS) {
            int bit = bit(hash, shift);
            if ((bitmap & bit) == 0) {
                return null;
            }
            node = slots[index(bitmap, bit)];
        }
        if (node instanceof Bucket(Leaf[] leaves)) {
            for (var leaf : leaves) {
                if (leaf.key.equals(key)) {
                    return (V) leaf.value;
                }
            }
            return null;
        }
        var leaf = (Leaf) node;
        return leaf.hash == hash && leaf.key.equals(key) ? (V) leaf.value : null;
    }

    Trie<K, V> with(K key, V value) {
        var put = new Put(new Leaf(spread(key), key, value));
        return new Trie<>(put.in(root, 0), put.replaces ? size : size + 1);
    }

    Trie<K, V> without(K key) {
        if (get(key) == null) {
            return this;
        }
        var left = remove(root, key, spread(key), 0);
        return left == null ? empty() : new Trie<>(rooted(left), size - 1);
    }

    @SuppressWarnings("unchecked")
    void forEach(BiConsumer<? super K, ? super V> action) {
        visit(root, (BiConsumer<Object, Object>) (BiConsumer<?, ?>) action);
    }

    /// One leaf on its way into a trie.
    private static final class Put {
        private final Leaf leaf;

        /// Whether the key was there before; known once the leaf is in.
        private boolean replaces;

        Put(Leaf leaf) {
            this.leaf = leaf;
        }

        Branch in(Branch branch, int shift) {
            int bit = bit(leaf.hash, shift);
            int index = index(branch.bitmap, bit);
            if ((branch.bitmap & bit) != 0) {
                var slots = branch.slots.clone();
                slots[index] = in(slots[index], shift + BITS);
                return new Branch(branch.bitmap, slots);
            }
            var slots = new Object[branch.slots.length + 1];
            System.arraycopy(branch.slots, 0, slots, 0, index);
            slots[index] = leaf;
            System.arraycopy(branch.slots, index, slots, index + 1, branch.slots.length - index);
            return new Branch(branch.bitmap | bit, slots);
        }

        private Object in(Object node, int shift) {
            return switch (node) {
                case Branch branch -> in(branch, shift);
                case Bucket(Leaf[] leaves) -> new Bucket(in(leaves));
                case Leaf old when old.key.equals(leaf.key) -> {
                    replaces = true;
                    yield leaf;
                }
                case Leaf old when shift > LAST_SHIFT -> new Bucket(new Leaf[] {old, leaf});
                default -> in(branchOf(node, ((Leaf) node).hash, shift), shift);
            };
        }

        private Leaf[] in(Leaf[] leaves) {
            for (int i = 0; i < leaves.length; i++) {
                if (leaves[i].key.equals(leaf.key)) {
                    replaces = true;
                    var copy = leaves.clone();
                    copy[i] = leaf;
                    return copy;
                }
            }
            var copy = Arrays.copyOf(leaves, leaves.length + 1);
            copy[leaves.length] = leaf;
            return copy;
        }
    }

    private static Branch branchOf(Object child, int hash, int shift) {
        return new Branch(bit(hash, shift), new Object[] {child});
    }

    /// What is left of a node that holds the key; null if nothing.
    private static @Nullable Object remove(Object node, Object key, int hash, int shift) {
        if (node instanceof Leaf) {
            return null;
        }
        if (node instanceof Bucket(Leaf[] leaves)) {
            var rest =
                    Arrays.stream(leaves)
                            .filter(leaf -> !leaf.key.equals(key))
                            .toArray(Leaf[]::new);
            return rest.length == 1 ? rest[0] : new Bucket(rest);
        }
        var branch = (Branch) node;
        int bit = bit(hash, shift);
        int index = index(branch.bitmap, bit);
        var left = remove(branch.slots[index], key, hash, shift + BITS);
        if (left != null) {
            if (branch.slots.length == 1 && !(left instanceof Branch)) {
                return left;
            }
            var slots = branch.slots.clone();
            slots[index] = left;
            return new Branch(branch.bitmap, slots);
        }
        if (branch.slots.length == 1) {
            return null;
        }
        var slots = new Object[branch.slots.length - 1];
        System.arraycopy(branch.slots, 0, slots, 0, index);
        System.arraycopy(branch.slots, index + 1, slots, index, slots.length - index);
        return slots.length == 1 && !(slots[0] instanceof Branch)
                ? slots[0]
                : new Branch(branch.bitmap & ~bit, slots);
    }

    private static Branch rooted(Object node) {
        return switch (node) {
            case Branch branch -> branch;
            case Leaf leaf -> branchOf(leaf, leaf.hash, 0);
            default -> branchOf(node, ((Bucket) node).leaves[0].hash, 0);
        };
    }

    private static void visit(Object node, BiConsumer<Object, Object> action) {
        switch (node) {
            case Branch(int _, Object[] slots) -> {
                for (var slot : slots) {
                    visit(slot, action);
                }
            }
            case Bucket(Leaf[] leaves) -> {
                for (var leaf : leaves) {
                    action.accept(leaf.key, leaf.value);
                }
            }
            default -> action.accept(((Leaf) node).key, ((Leaf) node).value);
        }
    }

    private static int spread(Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }

    private static int bit(int hash, int shift) {
        return 1 << (hash >>> shift & 31);
    }

    private static int index(int bitmap, int bit) {
        return Integer.bitCount(bitmap & bit - 1);
    }
}
