package dev.jong.apiserver.defaults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a/b:latest",
                "registry.k8s.io/pause:3.10",
                "localhost:5000/a_b/c--d:v1.2-x",
                "a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void readsNames(String image) {
        assertThat(ImageName.isValid(image)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bad_Value!", "../a b", "A", "a:", "a//b", "a@x"})
    void refusesOthers(String image) {
        assertThat(ImageName.isValid(image)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {237, 238})
    void countsWhatIsLeftOut(int length) {
        assertThat(ImageName.isValid("a".repeat(length))).isEqualTo(length == 237);
    }
}
