package dev.jong.cluster.log;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;

/// Times as the machine's clock shows them.
///
/// A [java.time.ZoneId] would do the same, but reads the rules of all six hundred zones before it
/// knows the first, which takes longer than most commands of `jong`.
public final class LocalTimes {
    private static final int MILLIS_PER_SECOND = 1000;

    private LocalTimes() {}

    public static OffsetDateTime at(Instant instant) {
        var offset = TimeZone.getDefault().getOffset(instant.toEpochMilli());
        return instant.atOffset(ZoneOffset.ofTotalSeconds(offset / MILLIS_PER_SECOND));
    }
}
