package dev.jong.apiserver.flowcontrol;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import org.jspecify.annotations.Nullable;

/// How many seats a level has by its configuration (KEP-1040, borrowing).
///
/// @param nominal when nothing is lent
/// @param least when it has lent all that it lends
/// @param most when it has borrowed all that it may; can be more than the server has
record Shares(int nominal, int least, int most) {
    static final Shares NONE = new Shares(0, 0, 0);
    private static final int USUAL = 30;

    /// @param seats of the server
    /// @param all shares of all levels
    static Shares of(PriorityLevelConfiguration configuration, int seats, int all) {
        int nominal =
                all == 0 ? 0 : (int) Math.ceilDiv((long) seats * count(configuration), (long) all);
        var limited = configuration.spec().limited();
        var exempt = configuration.spec().exempt();
        var borrowing = limited == null ? null : limited.borrowingLimitPercent();
        Integer lendable = null;
        if (limited != null) {
            lendable = limited.lendablePercent();
        } else if (exempt != null) {
            lendable = exempt.lendablePercent();
        }
        return new Shares(
                nominal,
                nominal - percent(nominal, lendable),
                nominal + (borrowing == null ? seats : percent(nominal, borrowing)));
    }

    private static int percent(int of, @Nullable Integer percent) {
        return (int) Math.round(of * requireNonNullElse(percent, 0) / 100.0);
    }

    /// What a level asks for, beside the others.
    static int count(PriorityLevelConfiguration configuration) {
        var limited = configuration.spec().limited();
        if (limited != null) {
            return requireNonNullElse(limited.nominalConcurrencyShares(), USUAL);
        }
        var exempt = configuration.spec().exempt();
        return exempt == null ? 0 : requireNonNullElse(exempt.nominalConcurrencyShares(), 0);
    }
}
