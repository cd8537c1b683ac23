package dev.jong.apiserver.flowcontrol;

import java.util.ArrayList;
import java.util.List;

/// How many seats each level has until the next adjustment: levels that use less than their share
/// lend to those that would use more (KEP-1040, borrowing).
///
/// @param given in the order of the levels
/// @param fraction of their targets that all get who can use it
record Borrowing(List<Given> given, double fraction) {
    Borrowing {
        given = List.copyOf(given);
    }

    /// A level as it stands.
    record Asking(boolean exempt, Shares shares, SeatDemand demand) {
        /// What it may not fall below: what it lately needed of what is its own.
        private int least() {
            int needed = exempt ? demand.peak() : Math.min(shares.nominal(), demand.peak());
            return Math.max(shares.least(), needed);
        }

        private double target() {
            return exempt ? least() : Math.max(least(), demand.smoothed());
        }
    }

    /// @param target what it aims at
    record Given(int seats, double target) {}

    static Borrowing of(List<Asking> levels) {
        int nominal = levels.stream().mapToInt(level -> level.shares.nominal()).sum();
        var limited = levels.stream().filter(level -> !level.exempt).toList();
        int exempt = levels.stream().filter(Asking::exempt).mapToInt(Asking::least).sum();
        int configured = limited.stream().mapToInt(level -> level.shares.least()).sum();
        int needed = limited.stream().mapToInt(Asking::least).sum();
        int left = nominal - exempt;
        if (left <= configured) {
            return given(levels, limited.stream().map(level -> level.shares.least()).toList(), 0);
        }
        if (left <= needed) {
            double part = (left - configured) / (double) (needed - configured);
            return given(
                    levels,
                    limited.stream()
                            .map(level -> {
                                int least = level.shares.least();
                                return least + (int) Math.round((level.least() - least) * part);
                            })
                            .toList(),
                    0);
        }
        var fair =
                FairAllocation.of(
                        nominal,
                        limited.stream()
                                .map(level ->
                                        new FairAllocation.Claim(
                                                level.target(), level.least(), level.shares.most()))
                                .toList());
        var seats = new ArrayList<Integer>();
        for (double part : fair.parts()) {
            seats.add((int) Math.round(part));
        }
        return given(levels, seats, fair.fraction());
    }

    /// @param seats of those that are not exempt
    private static Borrowing given(List<Asking> levels, List<Integer> seats, double fraction) {
        var given = new ArrayList<Given>();
        var next = seats.iterator();
        for (var level : levels) {
            given.add(new Given(level.exempt ? level.least() : next.next(), level.target()));
        }
        return new Borrowing(given, fraction);
    }
}
