package dev.jong.apiserver.service;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Numbers from 0 on that are given out and come back. Not safe for several threads.
///
/// The lower part is kept for those who ask for a certain number, as long as the upper part lasts.
/// Source: KEP-3070, KEP-3668.
final class Pool {
    private final long size;
    private final long dynamicFrom;
    private final Set<Long> taken = new HashSet<>();

    /// @param divisor which share of the numbers is kept, between 16 and `most`
    Pool(long size, long divisor, long most) {
        this.size = size;
        long kept = Math.min(Math.max(16, size / divisor), most);
        this.dynamicFrom = kept >= size ? 0 : kept;
    }

    boolean contains(long number) {
        return number >= 0 && number < size;
    }

    boolean isTaken(long number) {
        return taken.contains(number);
    }

    boolean take(long number) {
        return taken.add(number);
    }

    void giveBack(long number) {
        taken.remove(number);
    }

    /// Any free number, not yet taken by this.
    OptionalLong free(RandomGenerator random) {
        var upper = free(dynamicFrom, size, random);
        return upper.isPresent() ? upper : free(0, dynamicFrom, random);
    }

    private OptionalLong free(long from, long to, RandomGenerator random) {
        if (from >= to) {
            return OptionalLong.empty();
        }
        long start = random.nextLong(to - from);
        for (long i = 0; i < to - from && i <= taken.size(); i++) {
            long number = from + (start + i) % (to - from);
            if (!taken.contains(number)) {
                return OptionalLong.of(number);
            }
        }
        return OptionalLong.empty();
    }
}
