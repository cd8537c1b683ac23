package dev.jong.controllers.job;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Completion indexes, written as `0,2-4,7`: two or more in a row become a range. Immutable.
final class IndexSet {
    static final IndexSet EMPTY = new IndexSet(new BitSet());

    private final BitSet bits;

    private IndexSet(BitSet bits) {
        this.bits = bits;
    }

    /// Parts that are no numbers, and indexes from `completions` on, are left out.
    static IndexSet parse(@Nullable String text, int completions) {
        var bits = new BitSet();
        if (text != null && !text.isEmpty()) {
            for (var part : text.split(",", -1)) {
                int dash = part.indexOf('-');
                int first = number(dash < 0 ? part : part.substring(0, dash));
                int last = number(dash < 0 ? part : part.substring(dash + 1));
                if (first >= 0 && last >= first && first < completions) {
                    bits.set(first, Math.min(last, completions - 1) + 1);
                }
            }
        }
        return new IndexSet(bits);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    IndexSet with(int index) {
        var more = (BitSet) bits.clone();
        more.set(index);
        return new IndexSet(more);
    }

    boolean contains(int index) {
        return index >= 0 && bits.get(index);
    }

    int size() {
        return bits.cardinality();
    }

    int sharedWith(IndexSet other) {
        var both = (BitSet) bits.clone();
        both.and(other.bits);
        return both.cardinality();
    }

    /// The first `count` indexes below `completions` that are in none of the sets.
    static List<Integer> firstFree(int count, int completions, IndexSet... taken) {
        var free = new ArrayList<Integer>();
        for (int index = 0; index < completions && free.size() < count; index++) {
            boolean isTaken = false;
            for (var set : taken) {
                isTaken |= set.contains(index);
            }
            if (!isTaken) {
                free.add(index);
            }
        }
        return free;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int end = bits.nextClearBit(first);
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (end - first > 1) {
                text.append(end - first > 2 ? '-' : ',').append(end - 1);
            }
            first = bits.nextSetBit(end);
        }
        return text.toString();
    }
}
