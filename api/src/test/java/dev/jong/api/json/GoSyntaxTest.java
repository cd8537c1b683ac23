package dev.jong.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoSyntaxTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "`` ~ unexpected end of JSON input",
                "{ ~ unexpected end of JSON input",
                "{\"a\" ~ unexpected end of JSON input",
                "{\"a\":1}} ~ invalid character '}' after top-level value",
                "{\"a\":1} x ~ invalid character 'x' after top-level value",
                "{\"a\":1,} ~ invalid character '}' looking for beginning of object key string",
                "{'a':1} ~ invalid character '\\'' looking for beginning of object key string",
                "{\"a\" 1} ~ invalid character '1' after object key",
                "{\"a\":1 \"b\":2} ~ invalid character '\"' after object key:value pair",
                "{\"a\":} ~ invalid character '}' looking for beginning of value",
                "[1,] ~ invalid character ']' looking for beginning of value",
                "[[1 2]] ~ invalid character '2' after array element",
                "\"a\\q\" ~ invalid character 'q' in string escape code",
                "\"\\u12x4\" ~ invalid character 'x' in \\u hexadecimal character escape",
                "\"a\tb\" ~ invalid character '\\t' in string literal",
                "nul ~ unexpected end of JSON input",
                "nulx ~ invalid character 'x' in literal null (expecting 'l')",
                "01 ~ invalid character '1' after top-level value",
                "-a ~ invalid character 'a' in numeric literal",
                "1.x ~ invalid character 'x' after decimal point in numeric literal",
                "1ex ~ invalid character 'x' in exponent of numeric literal",
                "\uFEFF{} ~ invalid character 'ï' looking for beginning of value",
            })
    void wordsItAsGo(String json, String why) {
        assertThat(GoSyntax.why(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                " [ {}, [], [[]], {\"a\":{\"b\":[]}} ] ",
                "{\"a\":[1,-0.5e+3,true,false,null,\"\\u00e9\\\"\"],\"b\":{}}",
                "0",
                "\"\""
            })
    void findsNothingWrong(String json) {
        assertThat(GoSyntax.why(json.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
