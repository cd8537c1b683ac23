package dev.jong.apiserver.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexRangesTest {
    @Test
    void countsIndexes() {
        assertThat(IndexRanges.count("", 10)).isZero();
        assertThat(IndexRanges.count("1,3-5,7", 10)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x | cannot convert string to integer for index: \"x\"",
                "10 | too large index: \"10\"",
                "3-2 | non-increasing order, previous: 3, current: 2",
                "4,4 | non-increasing order, previous: 4, current: 4",
                "1-2-3 | the fragment \"1-2-3\" violates the requirement that an index interval can have at most two parts separated by '-'"
            })
    void saysWhatIsWrong(String text, String why) {
        assertThatThrownBy(() -> IndexRanges.count(text, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
    }
}
