package dev.jong.controllers.cronjob;

import dev.jong.api.batch.v1.CronJob;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// When a CronJob is due.
///
/// @param due the last time that has come and was not served; null if there is none
/// @param next the time after now; null if there is none
/// @param missed how many times have come since the last one served
/// @param tooLate the starting deadline of `due` has passed
record CronPlan(@Nullable Instant due, @Nullable Instant next, int missed, boolean tooLate) {
    /// More missed times than this are worth a warning.
    static final int MANY = 100;

    static CronPlan of(CronJob cronJob, CronSchedule schedule, Instant now) {
        var spec = cronJob.spec();
        var last = cronJob.status().lastScheduleTime();
        var created = Objects.requireNonNullElse(cronJob.metadata().creationTimestamp(), now);
        var from = last == null ? created : last;
        var deadline = spec.startingDeadlineSeconds();
        if (deadline != null && now.minusSeconds(deadline).isAfter(from)) {
            from = now.minusSeconds(deadline);
        }
        Instant due = null;
        int missed = 0;
        for (var time = schedule.next(from); time.isPresent() && !time.get().isAfter(now); ) {
            due = time.get();
            missed++;
            if (missed > 100_000) {
                break;
            }
            time = schedule.next(due);
        }
        boolean tooLate =
                due != null && deadline != null && due.plusSeconds(deadline).isBefore(now);
        return new CronPlan(due, schedule.next(now).orElse(null), missed, tooLate);
    }

    /// The zone of the schedule; null if it does not exist.
    static @Nullable ZoneId zone(CronJob cronJob) {
        var name = cronJob.spec().timeZone();
        if (name == null) {
            return ZoneId.systemDefault();
        }
        return ZoneId.getAvailableZoneIds().contains(name) ? ZoneId.of(name) : null;
    }
}
