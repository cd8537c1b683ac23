package dev.jong.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    * * * * *        | 2026-01-01T10:00:30Z | 2026-01-01T10:01:00Z
                    */15 * * * *     | 2026-01-01T10:00:00Z | 2026-01-01T10:15:00Z
                    0 0 29 2 *       | 2026-01-01T00:00:00Z | 2028-02-29T00:00:00Z
                    30 8-10 * * mon  | 2026-01-01T00:00:00Z | 2026-01-05T08:30:00Z
                    0 0 13 * fri     | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z
                    0 0 * * 7        | 2026-01-01T00:00:00Z | 2026-01-04T00:00:00Z
                    @hourly          | 2026-01-01T10:10:00Z | 2026-01-01T11:00:00Z
                    @every 1h30m     | 2026-01-01T10:10:00Z | 2026-01-01T11:40:00Z
                    TZ=Asia/Tokyo 0 9 * * * | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z
                    """)
    void findsTheNextTime(String expression, Instant after, Instant next) {
        assertThat(CronSchedule.parse(expression, ZoneOffset.UTC).next(after)).contains(next);
    }

    @Test
    void findsNoneWhereThereIsNone() {
        assertThat(CronSchedule.parse("0 0 31 2 *", ZoneOffset.UTC).next(Instant.EPOCH)).isEmpty();
    }

    @Test
    void keepsToTheZone() {
        var schedule = CronSchedule.parse("0 9 * * *", ZoneId.of("America/New_York"));
        assertThat(schedule.next(Instant.parse("2026-07-01T00:00:00Z")))
                .contains(Instant.parse("2026-07-01T13:00:00Z"));
    }

    @Test
    void refusesWhatIsNoSchedule() {
        assertThatThrownBy(() -> CronSchedule.parse("61 * * * *", ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CronSchedule.parse("* * *", ZoneOffset.UTC))
                .hasMessageContaining("expected exactly 5 fields, found 3");
    }
}
