package dev.jong.api.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.selector.FieldSelector;
import dev.jong.api.selector.InvalidSelector;
import dev.jong.api.selector.Selector;
import dev.jong.foundation.fuzz.Fuzz;
import dev.jong.foundation.fuzz.Mutation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SelectorFuzzTest {
    private static final List<String> LABELS =
            List.of(
                    "a",
                    "!b",
                    "c=d",
                    "e==f",
                    "g!=h",
                    "i in (j,k)",
                    "l notin (m)",
                    "n>1",
                    "o<-2",
                    "example.com/p in (,q)",
                    "in in (in,notin)",
                    "r in ()",
                    "s=",
                    "");
    private static final List<String> FIELDS =
            List.of(
                    "metadata.name=a",
                    "spec.nodeName!=b",
                    "status.phase==c",
                    "x=\\,\\=\\\\",
                    "y=",
                    "");

    @Test
    void labelSelectorsMeanWhatTheyPrint() {
        check(LABELS, Selector::parse);
    }

    @Test
    void fieldSelectorsMeanWhatTheyPrint() {
        check(FIELDS, FieldSelector::parse);
    }

    private static void check(List<String> parts, Function<String, ?> parse) {
        Fuzz.run(
                30_000,
                random -> {
                    var samples = new Samples(random);
                    var text =
                            samples.one(parts)
                                    + ","
                                    + samples.one(parts)
                                    + ","
                                    + samples.one(parts);
                    if (random.nextInt(4) > 0) {
                        var other = samples.one(parts).getBytes(StandardCharsets.UTF_8);
                        var damaged =
                                Mutation.of(text.getBytes(StandardCharsets.UTF_8), other, random);
                        text = new String(damaged, StandardCharsets.UTF_8);
                    }
                    accepted(text, parse);
                });
    }

    private static void accepted(String text, Function<String, ?> parse) {
        Object selector;
        try {
            selector = parse.apply(text);
        } catch (InvalidSelector refused) {
            return;
        }
        assertThat(terms(parse.apply(selector.toString()))).isEqualTo(terms(selector));
    }

    /// Terms are kept in the order of the text they came from.
    private static Object terms(Object selector) {
        return selector instanceof FieldSelector(var terms) ? Set.copyOf(terms) : selector;
    }

    @Test
    void longSelectorsTakeMemoryByTheirLength() {
        for (var part : List.of("a,", "a in (b,c),", "!a,", "a=b,", "a!=", "(", ",", "in ")) {
            var text = part.repeat(500_000 / part.length()) + "z";
            Fuzz.bounded(text.length(), 1500, () -> accepted(text, Selector::parse));
            Fuzz.bounded(text.length(), 1500, () -> accepted(text, FieldSelector::parse));
        }
    }
}
