package dev.jong.api.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "ab", "abc", "a-1", "a--1--2--b", "0", "123abc"})
    void acceptsLabels(String name) {
        assertThat(Names.label(name)).isEmpty();
        assertThat(Names.subdomain(name + "." + name)).isEmpty();
    }

    @Test
    void refusesInUpstreamsWords() {
        assertThat(Names.label("A"))
                .containsExactly(
                        "a lowercase RFC 1123 label must consist of lower case alphanumeric"
                                + " characters or '-', and must start and end with an alphanumeric"
                                + " character (e.g. 'my-name',  or '123-abc', regex used for"
                                + " validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");
        assertThat(Names.label("a.b")).containsExactly("must not contain dots");
        assertThat(Names.subdomain("a".repeat(254)))
                .containsExactly("must be no more than 253 characters");
        assertThat(Names.label1035("1a")).hasSize(1);
        assertThat(Names.pathSegment("..")).containsExactly("may not be '..'");
        assertThat(Names.pathSegment("a/b%")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "simple",
                "1-starts-with-num",
                "1234",
                "simple/simple",
                "1.2.3.4/5678",
                "Uppercase_Is_OK_123",
                "example.com/Uppercase_Is_OK_123"
            })
    void acceptsLabelKeys(String key) {
        assertThat(Labels.key(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nospecialchars%^=@",
                "cantendwithadash-",
                "only/one/slash",
                "Example.com/abc",
                "example.com/",
                "/simple",
                ""
            })
    void refusesLabelKeys(String key) {
        assertThat(Labels.key(key)).isNotEmpty();
    }

    @Test
    void checksFieldNames() {
        assertThat(FieldNames.portName("http-1")).isEmpty();
        assertThat(FieldNames.portName("1--")).hasSize(3);
        assertThat(FieldNames.configKey("..x")).containsExactly("must not start with '..'");
        assertThat(FieldNames.envName("A B")).isEmpty();
        assertThat(FieldNames.envName("A=B")).hasSize(1);
        assertThat(FieldNames.portNumber(0))
                .containsExactly("must be between 1 and 65535, inclusive");
    }

    @Test
    void generatesNamesThatFit() {
        var name = Names.generate("x".repeat(70), new Random(1));
        assertThat(name).hasSize(63).matches("x{58}[bcdfghjklmnpqrstvwxz2456789]{5}");
        assertThat(Names.safeEncode("598b6654fc")).hasSize(10);
    }
}
