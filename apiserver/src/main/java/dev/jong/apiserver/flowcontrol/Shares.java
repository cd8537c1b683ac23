package dev.jong.apiserver.flowcontrol;

import java.util.List;

/// How the server's seats are divided among priority levels (KEP-1040, borrowing).
final class Shares {
    private static final int ROUNDS = 60;

    private Shares() {}

    /// What a level may have.
    ///
    /// @param least it keeps in any case
    /// @param most it may have with what others lend
    /// @param wanted it would use
    record Claim(int least, int most, double wanted) {}

    /// The nominal number of seats, from a level's shares.
    ///
    /// @param all shares of all levels
    static int nominal(int seats, int shares, int all) {
        return all == 0 ? 0 : Math.ceilDiv(seats * shares, all);
    }

    /// Divides `seats` so that every level gets the same part of what it wants, within its bounds.
    static int[] divide(int seats, List<Claim> claims) {
        double low = 0;
        double high = 1;
        while (given(high, claims) < seats && high < 1e9) {
            high *= 2;
        }
        for (int i = 0; i < ROUNDS; i++) {
            double middle = (low + high) / 2;
            if (given(middle, claims) < seats) {
                low = middle;
            } else {
                high = middle;
            }
        }
        var parts = new int[claims.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = (int) Math.round(part(high, claims.get(i)));
        }
        return parts;
    }

    private static double given(double fraction, List<Claim> claims) {
        double sum = 0;
        for (var claim : claims) {
            sum += part(fraction, claim);
        }
        return sum;
    }

    private static double part(double fraction, Claim claim) {
        return Math.clamp(
                fraction * Math.max(claim.wanted, 1), (double) claim.least, (double) claim.most);
    }
}
