package dev.jong.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {
    @Test
    void readsBase64AcrossLineBreaks() {
        assertThat(Bytes.ofBase64("YW\nJj\r\nZA==\n").utf8()).isEqualTo("abcd");
        assertThat(Bytes.ofBase64("\n")).isEqualTo(Bytes.EMPTY);
    }

    @ParameterizedTest
    @CsvSource({
        "!!,0",
        "YQ,0",
        "YWJjYQ,4",
        "10.0.0.300,2",
        "YQ=,3",
        "YQ=a,2",
        "YQ==a,4",
        "YWI=YWI=,4",
        "Y===,1",
        "=,0",
        "YWJjY,4"
    })
    void saysWhereBase64Ends(String text, int at) {
        assertThatThrownBy(() -> Bytes.ofBase64(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("illegal base64 data at input byte " + at);
    }
}
