package dev.jong.apiserver.flowcontrol;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// Divides a sum so that everybody gets the same fraction of what he aims at, as far as his bounds
/// allow (KEP-1040, max-min fairness).
///
/// @param parts in the order of the claims
/// @param fraction everybody's part of his target, where no bound holds him
record FairAllocation(double[] parts, double fraction) {
    private static final double SMALLEST_TARGET = 0.001;
    private static final double CLOSE = 1e-7;

    FairAllocation {
        parts = parts.clone();
    }

    /// @param target at least `least`
    record Claim(double target, double least, double most) {
        private double aim() {
            return Math.max(target, SMALLEST_TARGET);
        }

        private double at(double fraction) {
            return Math.clamp(fraction * aim(), least, Math.max(least, most));
        }

        private double lowest() {
            return least / aim();
        }

        private double highest() {
            return most / aim();
        }
    }

    /// @param sum to divide; what the bounds do not allow is not given
    static FairAllocation of(double sum, List<Claim> claims) {
        double least = total(claims, Claim::least);
        double most = total(claims, Claim::most);
        if (sum == 0) {
            return at(0, claims);
        }
        if (least - sum > -CLOSE) {
            return new FairAllocation(
                    parts(claims, Claim::least), bounds(claims, Claim::lowest).min().orElse(0));
        }
        if (sum - most > -CLOSE) {
            return new FairAllocation(
                    parts(claims, Claim::most), bounds(claims, Claim::highest).max().orElse(0));
        }
        return at(fraction(sum, claims), claims);
    }

    /// What is given rises with the fraction, along a line between any two places where somebody's
    /// bound begins or ends to hold.
    private static double fraction(double sum, List<Claim> claims) {
        var corners =
                claims.stream()
                        .flatMap(claim -> Stream.of(claim.lowest(), claim.highest()))
                        .sorted()
                        .distinct()
                        .toList();
        double before = corners.getFirst();
        double givenBefore = given(before, claims);
        for (double corner : corners) {
            double given = given(corner, claims);
            if (given >= sum && given > givenBefore) {
                return before + (corner - before) * (sum - givenBefore) / (given - givenBefore);
            }
            before = corner;
            givenBefore = given;
        }
        return before;
    }

    private static double given(double fraction, List<Claim> claims) {
        return total(claims, claim -> claim.at(fraction));
    }

    private static FairAllocation at(double fraction, List<Claim> claims) {
        return new FairAllocation(parts(claims, claim -> claim.at(fraction)), fraction);
    }

    private static double[] parts(List<Claim> claims, ToDoubleFunction<Claim> part) {
        return claims.stream().mapToDouble(part).toArray();
    }

    private static double total(List<Claim> claims, ToDoubleFunction<Claim> part) {
        return claims.stream().mapToDouble(part).sum();
    }

    private static DoubleStream bounds(List<Claim> claims, ToDoubleFunction<Claim> bound) {
        return claims.stream().mapToDouble(bound);
    }
}
