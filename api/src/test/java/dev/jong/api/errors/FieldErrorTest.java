package dev.jong.api.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Quantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldErrorTest {
    private static final FieldPath NAME =
            FieldPath.of("spec").child("containers").index(0).child("name");

    @Test
    void printsLikeUpstream() {
        assertThat(FieldError.required(NAME, ""))
                .hasToString("spec.containers[0].name: Required value");
        assertThat(FieldError.invalid(NAME, "a\"b", "no"))
                .hasToString("spec.containers[0].name: Invalid value: \"a\\\"b\": no");
        assertThat(FieldError.invalid(NAME, -1, "").body()).isEqualTo("Invalid value: -1");
        assertThat(FieldError.invalid(NAME, Map.of("b", "x", "a", "<"), "bad").body())
                .isEqualTo("Invalid value: {\"a\":\"\\u003c\",\"b\":\"x\"}: bad");
        assertThat(FieldError.invalid(NAME, Quantity.parse("1Gi"), "bad").body())
                .isEqualTo("Invalid value: \"1Gi\": bad");
        assertThat(FieldError.notSupported(NAME, "x", List.of("A", "B")).body())
                .isEqualTo("Unsupported value: \"x\": supported values: \"A\", \"B\"");
        assertThat(FieldError.tooMany(NAME, 3, 1).body())
                .isEqualTo("Too many: 3: must have at most 1 item");
        assertThat(FieldError.tooLong(NAME, 5).body())
                .isEqualTo("Too long: may not be more than 5 bytes");
        assertThat(FieldPath.of("metadata").child("labels").key("a/b"))
                .hasToString("metadata.labels[a/b]");
    }

    @Test
    void aggregatesEachMessageOnce() {
        var one = FieldError.required(FieldPath.of("a"), "");
        var two = FieldError.forbidden(FieldPath.of("b"), "not now");
        assertThat(FieldError.aggregate(List.of(one, one))).isEqualTo("a: Required value");
        assertThat(FieldError.aggregate(List.of(one, two)))
                .isEqualTo("[a: Required value, b: Forbidden: not now]");
    }
}
