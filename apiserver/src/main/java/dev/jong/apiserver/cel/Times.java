package dev.jong.apiserver.cel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.ToLongFunction;

/// Parts of times and durations. Months, days of the year and `getDayOfMonth` count from 0.
final class Times {
    private Times() {}

    static void addTo(Functions functions) {
        part(functions, "getFullYear", ZonedDateTime::getYear);
        part(functions, "getMonth", time -> time.getMonthValue() - 1);
        part(functions, "getDayOfYear", time -> time.getDayOfYear() - 1);
        part(functions, "getDayOfMonth", time -> time.getDayOfMonth() - 1);
        part(functions, "getDate", ZonedDateTime::getDayOfMonth);
        part(functions, "getDayOfWeek", time -> time.getDayOfWeek().getValue() % 7);
        part(functions, "getHours", ZonedDateTime::getHour);
        part(functions, "getMinutes", ZonedDateTime::getMinute);
        part(functions, "getSeconds", ZonedDateTime::getSecond);
        part(functions, "getMilliseconds", time -> time.getNano() / 1_000_000);
        functions
                .define("getHours", Body.of(Duration.class, Duration::toHours))
                .define("getMinutes", Body.of(Duration.class, Duration::toMinutes))
                .define("getSeconds", Body.of(Duration.class, Duration::toSeconds))
                .define("getMilliseconds", Body.of(Duration.class, Duration::toMillis));
    }

    private static void part(Functions functions, String name, ToLongFunction<ZonedDateTime> part) {
        functions
                .define(
                        name,
                        Body.of(
                                Instant.class,
                                time -> part.applyAsLong(time.atZone(ZoneOffset.UTC))))
                .define(
                        name,
                        Body.of(
                                Instant.class,
                                String.class,
                                (time, zone) -> part.applyAsLong(time.atZone(zone(zone)))));
    }

    /// An IANA name, or an offset such as `-08:00` or `02:00`.
    private static ZoneId zone(String name) {
        try {
            boolean bare = !name.isEmpty() && Character.isDigit(name.charAt(0));
            return ZoneId.of(bare ? "+" + name : name);
        } catch (DateTimeException e) {
            throw new CelException.Failed("unknown time zone " + name);
        }
    }
}
