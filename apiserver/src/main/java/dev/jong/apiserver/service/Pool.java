package dev.jong.apiserver.service;

import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;

/// Numbers from 0 on that are given out; who holds which is known elsewhere.
///
/// The lower part is kept for those who ask for a certain number, as long as the upper part lasts.
/// Source: KEP-3070, KEP-3668.
///
/// @param size how many there are
/// @param dynamicFrom the first of the upper part
record Pool(long size, long dynamicFrom) {
    /// @param divisor which share of the numbers is kept, between 16 and `most`
    static Pool of(long size, long divisor, long most) {
        long kept = Math.min(Math.max(16, size / divisor), most);
        return new Pool(size, kept >= size ? 0 : kept);
    }

    boolean contains(long number) {
        return number >= 0 && number < size;
    }

    /// Any number that is not taken.
    OptionalLong free(LongPredicate taken, RandomGenerator random) {
        var upper = free(dynamicFrom, size, taken, random);
        return upper.isPresent() ? upper : free(0, dynamicFrom, taken, random);
    }

    private static OptionalLong free(
            long from, long to, LongPredicate taken, RandomGenerator random) {
        if (from >= to) {
            return OptionalLong.empty();
        }
        long start = random.nextLong(to - from);
        for (long i = 0; i < to - from; i++) {
            long number = from + (start + i) % (to - from);
            if (!taken.test(number)) {
                return OptionalLong.of(number);
            }
        }
        return OptionalLong.empty();
    }
}
