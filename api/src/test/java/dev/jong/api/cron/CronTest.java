package dev.jong.api.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0/15 * * * * | 2012-07-09T14:45:00Z | 2012-07-09T15:00:00Z",
                "20-35/15 * * * * | 2012-07-09T14:45:00Z | 2012-07-09T15:20:00Z",
                "0 0 * * * | 2012-07-09T23:35:51Z | 2012-07-10T00:00:00Z",
                "0 0 9 Apr-Oct ? | 2012-07-09T23:35:00Z | 2012-08-09T00:00:00Z",
                "0 0 */5 * Mon | 2012-07-09T23:35:00Z | 2012-07-11T00:00:00Z",
                "0 0 1,15 * Sun | 2012-07-09T00:00:00Z | 2012-07-15T00:00:00Z",
                "0 0 29 Feb ? | 2012-07-09T23:35:00Z | 2016-02-29T00:00:00Z",
                "@hourly | 2012-07-09T14:45:00Z | 2012-07-09T15:00:00Z",
                "@every 1h30m | 2012-07-09T14:45:00Z | 2012-07-09T16:15:00Z",
                "59 23 31 12 * | 2012-07-09T14:45:00Z | 2012-12-31T23:59:00Z"
            })
    void findsTheNextTime(String schedule, String after, String next) {
        assertThat(CronSchedule.parse(schedule).next(Instant.parse(after), ZoneOffset.UTC))
                .contains(Instant.parse(next));
    }

    @Test
    void knowsZonesAndTheEndOfHope() {
        assertThat(
                        CronSchedule.parse("0 3 * * *")
                                .next(
                                        Instant.parse("2024-01-01T00:00:00Z"),
                                        ZoneId.of("America/New_York")))
                .contains(Instant.parse("2024-01-01T08:00:00Z"));
        assertThat(CronSchedule.parse("0 0 31 2 *").next(Instant.EPOCH, ZoneOffset.UTC)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * | expected exactly 5 fields, found 3: [* * *]",
                "60 * * * * | end of range (60) above maximum (59): 60",
                "a * * * * | failed to parse int from a: strconv.Atoi: parsing \"a\": invalid syntax",
                "*/0 * * * * | step of range should be a positive number: */0",
                "@often | unrecognized descriptor: @often"
            })
    void refusesInUpstreamsWords(String schedule, String message) {
        assertThatThrownBy(() -> CronSchedule.parse(schedule)).hasMessage(message);
    }
}
