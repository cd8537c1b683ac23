package dev.jong.scheduler;

import dev.jong.foundation.Metrics;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// How the scheduler runs.
///
/// @param schedulerName Pods that name this one in `spec.schedulerName` are its own
/// @param parallelBindings how many Pods may be on their way to the API server at once
public record SchedulerOptions(
        String schedulerName,
        int parallelBindings,
        InstantSource clock,
        RandomGenerator random,
        Metrics metrics) {

    public static SchedulerOptions standard(Metrics metrics) {
        return new SchedulerOptions(
                "default-scheduler",
                256,
                InstantSource.system(),
                RandomGenerator.getDefault(),
                metrics);
    }
}
