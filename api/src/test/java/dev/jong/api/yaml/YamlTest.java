package dev.jong.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "yes | true",
                "Off | false",
                "y | true",
                "no | false",
                "~ | null",
                "null | null",
                "010 | 8",
                "0o10 | 8",
                "0x1F | 31",
                "0b11 | 3",
                "1_000 | 1000",
                "+12 | 12",
                "-7 | -7",
                "1.5 | 1.5",
                "1e3 | 1000",
                "2001-01-01 | \"2001-01-01\"",
                "12:30:45 | \"12:30:45\"",
                "\"yes\" | \"yes\"",
                "'1' | \"1\"",
                "1.2.3 | \"1.2.3\"",
                "!!str 5 | \"5\"",
                "-x | \"-x\"",
                "09 | 9",
                "v1 | \"v1\"",
                "100m | \"100m\"",
                "[a, 1] | [\"a\",1]",
                "{a: 1, b: } | {\"a\":1,\"b\":null}",
                ".5 | 0.5"
            })
    void readsScalarsAsGoDoes(String yaml, String json) {
        assertThat(Yaml.read(yaml)).hasToString(json);
    }

    @Test
    void readsStreamsAnchorsAndMerges() {
        var documents =
                Yaml.readAll("a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3\n---\n# none\n---\n- 1\n");
        assertThat(documents).hasSize(3);
        assertThat(documents.getFirst().value())
                .hasToString("{\"a\":{\"k\":1,\"l\":2},\"b\":{\"k\":3,\"l\":2}}");
        assertThat(documents.get(1).value()).hasToString("null");
    }

    @Test
    void tellsDuplicateKeys() {
        var document = Yaml.readDocument("a: 1\nb: 2\na: 3\n");
        assertThat(document.value()).hasToString("{\"a\":3,\"b\":2}");
        assertThat(document.duplicates()).containsExactly("line 3: key \"a\" already set in map");
    }

    @Test
    void refusesWhatIsNoYaml() {
        assertThatThrownBy(() -> Yaml.read("a: b: c"))
                .isInstanceOf(InvalidYaml.class)
                .hasMessageStartingWith("yaml: line 1: ");
        assertThatThrownBy(() -> Yaml.read("a: \tb\n\tc: d")).isInstanceOf(InvalidYaml.class);
    }

    @Test
    void writesWhatItReads() {
        var yaml =
                """
                apiVersion: v1
                data:
                  empty: ""
                  lines: |
                    one
                      two
                  number: "1"
                  quoted: 'a: b'
                  truth: "yes"
                items:
                - name: a
                  ports:
                  - 1
                  - 2
                - {}
                none: []
                nothing: null
                """;
        var tree = Yaml.read(yaml);
        assertThat(Yaml.write(tree)).isEqualTo(yaml);
        for (var text :
                new String[] {"a\n\n", "\n", " x\ny", "tab\t\n", "é\u0001", "# x", "-", "a'b\"c"}) {
            var odd = JsonObject.EMPTY.with("k", text);
            assertThat(Yaml.read(Yaml.write(odd))).isEqualTo(odd);
        }
    }
}
