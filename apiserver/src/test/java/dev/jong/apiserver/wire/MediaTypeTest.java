package dev.jong.apiserver.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.MediaType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | application/json",
                "Application/JSON; charset=utf-8 | application/json",
                "application/json; | application/json",
                "application/json;a=\"b;c\" ; d=e | application/json"
            })
    void readsContentTypes(String header, String name) {
        assertThat(MediaType.parse(header).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json;;",
                "application/json;a=b;a=c",
                "application/json;a",
                "application",
                "application/json/x",
                "application/json, application/yaml",
                "",
                ";"
            })
    void knowsWhatIsNoContentType(String header) {
        assertThat(MediaType.parse(header).name()).isEmpty();
    }

    @Test
    void sortsWhatIsAccepted() {
        assertThat(MediaType.parseAll("a/b;q=0.1, c/d , */*;q=0.9,e/*,f, g/h/i, *"))
                .extracting(MediaType::name)
                .containsExactly("c/d", "e/*", "*/*", "*/*", "a/b");
        assertThat(MediaType.parseAll("application/*;q=0.5,application/yaml;q=0.1"))
                .extracting(MediaType::name)
                .containsExactly("application/yaml", "application/*");
    }

    @Test
    void takesParametersOfWhatIsAcceptedAsTheyAre() {
        var type = MediaType.parseAll("application/json;as=\"Table\";V=v1; g = x ;h").getFirst();
        assertThat(type.parameter("as")).isEqualTo("\"Table\"");
        assertThat(type.parameter("v")).isEmpty();
        assertThat(type.parameter("g")).isEqualTo("x");
    }
}
