package dev.jong.foundation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    @Test
    void closesInReverseOrderEvenWhenOneFails() {
        var closed = new ArrayList<String>();
        var lifecycle = new Lifecycle();
        lifecycle.add("store", (AutoCloseable) () -> closed.add("store"));
        lifecycle.add(
                "broken",
                (AutoCloseable)
                        () -> {
                            throw new IllegalStateException("stuck");
                        });
        lifecycle.add("server", (AutoCloseable) () -> closed.add("server"));
        lifecycle.close();
        assertThat(closed).containsExactly("server", "store");
        assertThatThrownBy(() -> lifecycle.add("late", (AutoCloseable) () -> closed.add("late")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(closed).endsWith("late");
    }
}
