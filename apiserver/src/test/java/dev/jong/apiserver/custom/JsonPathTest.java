package dev.jong.apiserver.custom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.yaml.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPathTest {
    private static final String OBJECT =
            """
            metadata: {labels: {a.b/c: lab}}
            spec: {list: [p, q, r], sel: s, map: {x: 1, z: 2}, deep: {x: [{x: 3}]}}
            conditions: [{type: A, status: 'False', num: 1}, {type: Ready, status: 'True', num: 5}]
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".spec.sel | s",
                "{.spec.sel} | s",
                ".metadata.labels.a\\.b/c | lab",
                ".metadata.labels['a.b/c'] | lab",
                ".spec.list[1] | q",
                ".spec.list[-1] | r",
                ".spec.list[-1:] | r",
                ".spec.list[1:2] | q",
                ".spec.list[*] | p",
                ".spec.map.* | 1",
                ".spec['nope','sel'] | s",
                ".spec.list | [\"p\",\"q\",\"r\"]",
                "..status | False",
                ".conditions[?(@.type==\"Ready\")].status | True",
                ".conditions[?(@.num>1)].type | Ready",
                ".conditions[?(@.type!='A')].num | 5"
            })
    void finds(String path, String value) {
        assertThat(JsonPath.text(JsonPath.parse(path).first(Yaml.read(OBJECT)))).isEqualTo(value);
    }

    @Test
    void findsNothingByWhatItCannotRead() {
        assertThat(JsonPath.parse(".spec.[x").first(Yaml.read(OBJECT))).isNull();
        assertThat(JsonPath.parse(".spec.list[9]").first(Yaml.read(OBJECT))).isNull();
    }
}
