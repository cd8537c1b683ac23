package dev.jong.api.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonValue;
import dev.jong.api.yaml.InvalidYaml;
import dev.jong.api.yaml.Yaml;
import dev.jong.foundation.fuzz.Fuzz;
import dev.jong.foundation.fuzz.Mutation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class YamlFuzzTest {
    @Test
    void whatIsWrittenIsReadAsTheSame() {
        Fuzz.run(
                5_000,
                random -> {
                    var tree = Json.parse(Json.write(new Samples(random).value(4)));
                    assertThat(Yaml.read(Yaml.write(tree))).isEqualTo(tree);
                });
    }

    @Test
    void damagedTextIsRefusedOrKept() {
        Fuzz.run(
                5_000,
                random -> {
                    var samples = new Samples(random);
                    var text = bytes(Yaml.write(samples.value(4)));
                    var damaged = Mutation.of(text, bytes(Yaml.write(samples.value(3))), random);
                    Fuzz.bounded(damaged.length, 40_000, () -> survives(damaged));
                });
    }

    private static void survives(byte[] damaged) {
        JsonValue tree;
        try {
            tree = Yaml.read(new String(damaged, StandardCharsets.UTF_8));
        } catch (InvalidYaml refused) {
            return;
        }
        byte[] json;
        try {
            json = Json.write(tree);
        } catch (JsonException notFinite) {
            return;
        }
        var settled = Json.parse(Json.write(Json.parse(json)));
        assertThat(Yaml.read(Yaml.write(settled))).isEqualTo(settled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "[{a: ", "? ", "- - "})
    void deepNestingIsRefused(String level) {
        var text = level.repeat(1_000_000 / level.length());
        assertThatThrownBy(() -> Yaml.read(text)).isInstanceOf(InvalidYaml.class);
    }

    @Test
    void aliasesUponAliasesAreRefused() {
        var text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            var before = "*a" + (i - 1);
            text.append(
                    "a%d: &a%d [%s]\n"
                            .formatted(
                                    i,
                                    i,
                                    String.join(",", java.util.Collections.nCopies(9, before))));
        }
        Fuzz.bounded(
                1 << 20,
                300,
                () ->
                        assertThatThrownBy(() -> Yaml.read(text.toString()))
                                .isInstanceOf(InvalidYaml.class)
                                .hasMessage("yaml: document contains excessive aliasing"));
    }

    @Test
    void aLongTextAliasedOftenIsRefused() {
        var text = "a: &a " + "x".repeat(1 << 20) + "\nb: [" + "*a,".repeat(100_000) + "]\n";
        assertThatThrownBy(() -> Yaml.read(text))
                .isInstanceOf(InvalidYaml.class)
                .hasMessage("yaml: document contains excessive aliasing");
    }

    @Test
    void anchorsThatHoldThemselvesAreRefused() {
        for (var text : new String[] {"&a [*a]", "a: &a {b: *a}", "&a {*a : 1}", "&a [<<: *a]"}) {
            assertThatThrownBy(() -> Yaml.read(text)).isInstanceOf(InvalidYaml.class);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
