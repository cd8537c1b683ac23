package dev.jong.api.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
    private static final Map<String, String> LABELS =
            Map.of("app", "web", "tier", "front", "size", "12", "in", "notin");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app=web | true",
                "app==web | true",
                "app!=web | false",
                "other!=x | true",
                "app | true",
                "!app | false",
                "!other | true",
                "app in (web,db) | true",
                "app in (db) | false",
                "app notin (db) | true",
                "other notin (db) | true",
                "size>11 | true",
                "size<11 | false",
                "app>1 | false",
                "in in (notin) | true",
                "app = web , tier in ( front ) | true",
                "app= | false",
                "x in () | false",
                "app in (,web) | true",
                "app,tier,!x | true"
            })
    void matchesLabels(String selector, boolean matches) {
        assertThat(Selector.parse(selector).matches(LABELS)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x=a,y!=b | x=a,y!=b",
                "z,x | x,z",
                "x in (c,a,a) | x in (a,c)",
                "!x | !x",
                "x>1,z<5 | x>1,z<5",
                "x notin (b) | x notin (b)",
                "x== a | x==a"
            })
    void printsSortedByKey(String selector, String printed) {
        assertThat(Selector.parse(selector)).hasToString(printed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=b=c | found '=', expected: ',' or 'end of string'",
                "x,= | found '=', expected: identifier after ','",
                "= | found '=', expected: !, identifier, or 'end of string'",
                "x in y | unable to parse requirement: found 'y' expected: '('",
                "x y | unable to parse requirement: found 'y', expected: in, notin, =, ==, !=, gt, lt",
                "x>a | unable to parse requirement: values[0]: Invalid value: \"a\": for 'Gt', 'Lt' operators, the value must be an integer"
            })
    void refusesInUpstreamsWords(String selector, String message) {
        assertThatThrownBy(() -> Selector.parse(selector)).hasMessage(message);
    }

    @Test
    void emptySelectsEverythingAndNothingSelectsNothing() {
        assertThat(Selector.parse("").matches(Map.of())).isTrue();
        assertThat(Selector.nothing().matches(LABELS)).isFalse();
        assertThat(Selector.parse("app in (web)").exactMatch("app")).contains("web");
        assertThat(Selector.parse("app!=web").exactMatch("app")).isEmpty();
    }

    @Test
    void fieldSelectorsCompareAndEscape() {
        var selector = FieldSelector.parse("spec.nodeName=a,status.phase!=Failed");
        assertThat(selector.matches(f -> f.equals("spec.nodeName") ? "a" : "Running")).isTrue();
        assertThat(selector.matches(f -> f.equals("spec.nodeName") ? "a" : "Failed")).isFalse();
        assertThat(selector.exactMatch("spec.nodeName")).contains("a");
        assertThat(FieldSelector.parse("a=b\\,c\\=d").exactMatch("a")).contains("b,c=d");
        assertThat(FieldSelector.parse("a=b\\,c")).hasToString("a=b\\,c");
        assertThatThrownBy(() -> FieldSelector.parse("a"))
                .hasMessage("invalid selector: 'a'; can't understand 'a'");
        assertThatThrownBy(() -> FieldSelector.parse("a=b\\x"))
                .hasMessage("invalid field selector: invalid escape sequence: \\x");
        assertThatThrownBy(() -> FieldSelector.parse("a=b=c"))
                .hasMessage("invalid field selector: unescaped character in value: 61");
    }
}
