package dev.jong.api.cron;

import dev.jong.api.GoText;
import dev.jong.api.json.GoDuration;
import dev.jong.api.json.JsonException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/// When something is due again and again.
public sealed interface CronSchedule {
    /// Every so often, in whole seconds.
    record Every(Duration period) implements CronSchedule {
        @Override
        public Optional<Instant> next(Instant after, ZoneId zone) {
            return Optional.of(after.truncatedTo(ChronoUnit.SECONDS).plus(period));
        }
    }

    /// Five fields as bit sets. When both days are restricted either suffices.
    record Fields(
            CronField minute, CronField hour, CronField day, CronField month, CronField weekday)
            implements CronSchedule {
        private static final int YEARS_TRIED = 5;

        @Override
        public Optional<Instant> next(Instant after, ZoneId zone) {
            var time = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
            int lastYear = time.getYear() + YEARS_TRIED;
            while (time.getYear() <= lastYear) {
                if (!month.has(time.getMonthValue())) {
                    time = time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
                } else if (!matchesDay(time)) {
                    time = time.truncatedTo(ChronoUnit.DAYS).plusDays(1);
                } else if (!hour.has(time.getHour())) {
                    time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
                } else if (!minute.has(time.getMinute())) {
                    time = time.plusMinutes(1);
                } else {
                    return Optional.of(time.toInstant());
                }
            }
            return Optional.empty();
        }

        private boolean matchesDay(ZonedDateTime time) {
            boolean ofMonth = day.has(time.getDayOfMonth());
            var name = time.getDayOfWeek();
            boolean ofWeek = weekday.has(name == DayOfWeek.SUNDAY ? 0 : name.getValue());
            boolean free = day.any() || weekday.any();
            return free ? ofMonth && ofWeek : ofMonth || ofWeek;
        }
    }

    /// The first time due after the given one; none when that lies years ahead.
    Optional<Instant> next(Instant after, ZoneId zone);

    /// Reads five fields, `@hourly` and its kin, or `@every 1h30m`.
    ///
    /// @throws InvalidCron in upstream's words
    static CronSchedule parse(String text) {
        if (text.isEmpty()) {
            throw new InvalidCron("empty spec string");
        }
        if (text.startsWith("@")) {
            return named(text);
        }
        var parts = text.strip().isEmpty() ? new String[0] : text.strip().split("\\s+");
        if (parts.length != 5) {
            throw new InvalidCron(
                    "expected exactly 5 fields, found "
                            + parts.length
                            + ": "
                            + GoText.slice(Arrays.asList(parts)));
        }
        return new Fields(
                CronField.parse(parts[0], CronField.Range.MINUTE),
                CronField.parse(parts[1], CronField.Range.HOUR),
                CronField.parse(parts[2], CronField.Range.DAY),
                CronField.parse(parts[3], CronField.Range.MONTH),
                CronField.parse(parts[4], CronField.Range.WEEKDAY));
    }

    private static CronSchedule named(String text) {
        return switch (text) {
            case "@yearly", "@annually" -> parse("0 0 1 1 *");
            case "@monthly" -> parse("0 0 1 * *");
            case "@weekly" -> parse("0 0 * * 0");
            case "@daily", "@midnight" -> parse("0 0 * * *");
            case "@hourly" -> parse("0 * * * *");
            default -> {
                if (!text.startsWith("@every ")) {
                    throw new InvalidCron("unrecognized descriptor: " + text);
                }
                yield new Every(every(text));
            }
        };
    }

    private static Duration every(String text) {
        try {
            var period = GoDuration.parse(text.substring(7));
            var whole = period.truncatedTo(ChronoUnit.SECONDS);
            return whole.isPositive() ? whole : Duration.ofSeconds(1);
        } catch (JsonException wrong) {
            throw new InvalidCron("failed to parse duration " + text + ": " + wrong.getMessage());
        }
    }
}
