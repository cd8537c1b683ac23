package dev.jong.kubelet.eviction;

import dev.jong.kubelet.settings.Signal;
import dev.jong.kubelet.settings.Threshold;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// How much of something a node has and has left, in the unit of its signal.
record Reading(long available, long capacity) {
    /// Signals of which there is too little.
    static Set<Signal> tooLow(Map<Signal, Reading> readings, Map<Signal, Threshold> hard) {
        var low = EnumSet.noneOf(Signal.class);
        readings.forEach((signal, reading) -> {
            var threshold = hard.get(signal);
            if (threshold != null
                    && reading.capacity > 0
                    && reading.available < threshold.of(reading.capacity)) {
                low.add(signal);
            }
        });
        return low;
    }
}
