package dev.jong.kubelet.probe;

/// How many like answers a probe gave in a row.
///
/// @param good what they were
record ProbeCount(boolean good, int inRow) {
    static final ProbeCount NONE = new ProbeCount(false, 0);

    ProbeCount next(boolean answer) {
        return inRow > 0 && answer == good
                ? new ProbeCount(good, inRow + 1)
                : new ProbeCount(answer, 1);
    }

    /// Whether that is enough to believe it.
    boolean settled(int successThreshold, int failureThreshold) {
        return inRow >= Math.max(1, good ? successThreshold : failureThreshold);
    }
}
