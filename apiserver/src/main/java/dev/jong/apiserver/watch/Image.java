package dev.jong.apiserver.watch;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An immutable sorted map from key to value; a change makes a new one that shares all but a path
/// with the old.
///
/// A treap whose priorities come from the keys' hashes, so equal contents have equal shape.
public final class Image<V> {
    private static final Image<?> EMPTY = new Image<>(null);

    private final @Nullable Node<V> root;

    private Image(@Nullable Node<V> root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked")
    public static <V> Image<V> empty() {
        return (Image<V>) EMPTY;
    }

    private record Node<V>(
            String key,
            V value,
            int priority,
            int size,
            @Nullable Node<V> left,
            @Nullable Node<V> right) {
        static <V> Node<V> of(Node<V> content, @Nullable Node<V> left, @Nullable Node<V> right) {
            return of(content.key, content.value, content.priority, left, right);
        }

        static <V> Node<V> of(
                String key,
                V value,
                int priority,
                @Nullable Node<V> left,
                @Nullable Node<V> right) {
            return new Node<>(key, value, priority, 1 + sizeOf(left) + sizeOf(right), left, right);
        }
    }

    private static int sizeOf(@Nullable Node<?> node) {
        return node == null ? 0 : node.size;
    }

    public int size() {
        return sizeOf(root);
    }

    public @Nullable V get(String key) {
        var node = root;
        while (node != null) {
            int order = key.compareTo(node.key);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    public Image<V> with(String key, V value) {
        return new Image<>(put(root, key, value, spread(key.hashCode())));
    }

    public Image<V> without(String key) {
        return get(key) == null ? this : new Image<>(remove(root, key));
    }

    /// How many keys are at least `from` and less than `to`; an empty `to` means no upper end.
    public int count(String from, String to) {
        int below = to.isEmpty() ? size() : rank(to);
        return Math.max(0, below - rank(from));
    }

    /// Shows the values of keys from `from` (inclusive) to `to` (exclusive; empty for no end) in
    /// order until `visitor` says false.
    public void visit(String from, String to, Predicate<V> visitor) {
        visit(root, from, to, visitor);
    }

    private int rank(String key) {
        int rank = 0;
        var node = root;
        while (node != null) {
            if (node.key.compareTo(key) < 0) {
                rank += 1 + sizeOf(node.left);
                node = node.right;
            } else {
                node = node.left;
            }
        }
        return rank;
    }

    private static <V> boolean visit(
            @Nullable Node<V> node, String from, String to, Predicate<V> visitor) {
        if (node == null) {
            return true;
        }
        boolean afterFrom = from.isEmpty() || node.key.compareTo(from) >= 0;
        boolean beforeTo = to.isEmpty() || node.key.compareTo(to) < 0;
        if (afterFrom && !visit(node.left, from, beforeTo ? "" : to, visitor)) {
            return false;
        }
        if (afterFrom && beforeTo && !visitor.test(node.value)) {
            return false;
        }
        return !beforeTo || visit(node.right, afterFrom ? "" : from, to, visitor);
    }

    private static <V> Node<V> put(@Nullable Node<V> node, String key, V value, int priority) {
        if (node == null) {
            return Node.of(key, value, priority, null, null);
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return Node.of(key, value, node.priority, node.left, node.right);
        }
        if (order < 0) {
            var left = put(node.left, key, value, priority);
            return left.priority > node.priority
                    ? Node.of(left, left.left, Node.of(node, left.right, node.right))
                    : Node.of(node, left, node.right);
        }
        var right = put(node.right, key, value, priority);
        return right.priority > node.priority
                ? Node.of(right, Node.of(node, node.left, right.left), right.right)
                : Node.of(node, node.left, right);
    }

    private static <V> @Nullable Node<V> remove(@Nullable Node<V> node, String key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return merge(node.left, node.right);
        }
        return order < 0
                ? Node.of(node, remove(node.left, key), node.right)
                : Node.of(node, node.left, remove(node.right, key));
    }

    private static <V> @Nullable Node<V> merge(@Nullable Node<V> left, @Nullable Node<V> right) {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        return left.priority > right.priority
                ? Node.of(left, left.left, merge(left.right, right))
                : Node.of(right, merge(left, right.left), right.right);
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        mixed ^= mixed >>> 15;
        mixed *= 0x85EBCA6B;
        return mixed ^ mixed >>> 13;
    }
}
