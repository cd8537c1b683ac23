package dev.jong.apiserver.flowcontrol;

/// How many seats a level could use: what it had and what waited for some, over one period of
/// adjustment.
///
/// @param peak the most at a time
/// @param smoothed follows a rise at once and a fall slowly: half of it is forgotten in five
///   minutes
record SeatDemand(double average, double deviation, int peak, double smoothed) {
    static final SeatDemand NONE = new SeatDemand(0, 0, 0, 0);

    /// How much of the old is kept for each period (KEP-1040).
    private static final double KEPT = 0.977;

    /// The demand after one more period.
    SeatDemand after(Occupancy.Period period) {
        if (period.seconds() <= 0) {
            return new SeatDemand(average, deviation, period.peak(), smoothed);
        }
        double envelope = period.average() + period.deviation();
        return new SeatDemand(
                period.average(),
                period.deviation(),
                period.peak(),
                Math.max(envelope, KEPT * smoothed + (1 - KEPT) * envelope));
    }
}
