package dev.jong.apiserver.validation;

import dev.jong.api.batch.v1.CronJob;
import dev.jong.api.cron.CronSchedule;
import dev.jong.api.cron.InvalidCron;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// CronJobs.
final class CronJobRules {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private CronJobRules() {}

    static List<FieldError> check(CronJob cronJob) {
        var errors = new FieldErrors();
        var spec = cronJob.spec();
        if (cronJob.name().length() > 52) {
            errors.invalid(
                    FieldPath.of("metadata", "name"),
                    cronJob.name(),
                    "must be no more than 52 characters");
        }
        schedule(spec.schedule(), SPEC.child("schedule"), errors);
        zone(spec.timeZone(), SPEC.child("timeZone"), errors);
        errors.notNegative(SPEC.child("startingDeadlineSeconds"), spec.startingDeadlineSeconds());
        errors.oneOf(
                SPEC.child("concurrencyPolicy"),
                spec.concurrencyPolicy(),
                List.of("Allow", "Forbid", "Replace"));
        JobRules.spec(spec.jobTemplate().spec(), SPEC.child("jobTemplate", "spec"), errors);
        if (Boolean.TRUE.equals(spec.jobTemplate().spec().manualSelector())) {
            errors.notSupported(
                    SPEC.child("jobTemplate", "spec", "manualSelector"),
                    true,
                    List.of("nil", "false"));
        }
        if (spec.jobTemplate().spec().selector() != null) {
            errors.invalid(
                    SPEC.child("jobTemplate", "spec", "selector"),
                    SelectorRules.shown(spec.jobTemplate().spec().selector()),
                    "`selector` will be auto-generated");
        }
        errors.notNegative(
                SPEC.child("successfulJobsHistoryLimit"), spec.successfulJobsHistoryLimit());
        errors.notNegative(SPEC.child("failedJobsHistoryLimit"), spec.failedJobsHistoryLimit());
        return errors.list();
    }

    private static void schedule(String schedule, FieldPath path, FieldErrors errors) {
        if (schedule.isEmpty()) {
            errors.required(path, "");
            return;
        }
        if (schedule.contains("TZ")) {
            errors.invalid(
                    path,
                    schedule,
                    "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
            return;
        }
        try {
            CronSchedule.parse(schedule);
        } catch (InvalidCron wrong) {
            errors.invalid(path, schedule, String.valueOf(wrong.getMessage()));
        }
    }

    private static void zone(@Nullable String zone, FieldPath path, FieldErrors errors) {
        if (zone == null) {
            return;
        }
        if (zone.isEmpty()) {
            errors.invalid(path, zone, "timeZone must be nil or non-empty string");
        } else if (zone.equalsIgnoreCase("Local")) {
            errors.invalid(
                    path,
                    zone,
                    "timeZone must be an explicit time zone as defined in"
                            + " https://www.iana.org/time-zones");
        } else {
            try {
                ZoneId.of(zone);
            } catch (DateTimeException wrong) {
                errors.invalid(path, zone, "unknown time zone " + zone);
            }
        }
    }
}
