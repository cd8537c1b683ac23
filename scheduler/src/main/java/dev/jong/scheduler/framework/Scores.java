package dev.jong.scheduler.framework;

/// Ratings from 0 to 100.
public final class Scores {
    public static final long MAX = 100;

    private Scores() {}

    /// Scales so that the highest becomes 100.
    ///
    /// @param reverse the lowest is the best
    public static void scale(long[] scores, boolean reverse) {
        var highest = 0L;
        for (var score : scores) {
            highest = Math.max(highest, score);
        }
        for (var i = 0; i < scores.length; i++) {
            if (highest == 0) {
                scores[i] = reverse ? MAX : scores[i];
            } else {
                var scaled = MAX * scores[i] / highest;
                scores[i] = reverse ? MAX - scaled : scaled;
            }
        }
    }
}
