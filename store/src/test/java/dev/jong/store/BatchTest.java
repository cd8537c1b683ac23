package dev.jong.store;

import static dev.jong.store.Stores.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchTest {
    private final State state = new State(1);

    private Batch begin(@Nullable Batch below) {
        return new Batch(state, below, new Frames(), null, null);
    }

    private static Written create(Batch in, String key) {
        return in.stage(new Write.Create(key, bytes("x")));
    }

    @Test
    void showsNothingOfANewKeyBeforeItIsPublished() {
        var batch = begin(null);
        assertThat(create(batch, "/a")).isEqualTo(new Written.Done(2, null));
        assertThat(state.index.count("/", state.revision())).isZero();
        batch.apply(0);
        assertThat(state.index.count("/", state.revision())).isZero();
        state.publish(batch.revision());
        assertThat(state.index.count("/", state.revision())).isEqualTo(1);
    }

    @Test
    void leavesNoKeyBehindThatFailed() {
        var below = begin(null);
        create(below, "/a");
        create(below, "/b");
        var above = begin(below);
        assertThat(create(above, "/a")).isInstanceOf(Written.Conflict.class);
        create(above, "/c");
        below.fail(new StoreException.Closed());
        above.fail(new StoreException.Closed());
        assertThat(state.index.all()).isEmpty();
        assertThat(create(begin(null), "/a")).isEqualTo(new Written.Done(2, null));
    }

    @Test
    void keepsWhatStoodBeforeItFailed() {
        var first = begin(null);
        create(first, "/a");
        first.apply(0);
        state.publish(first.revision());
        var second = begin(null);
        assertThat(second.stage(new Write.Delete("/a", 2))).isInstanceOf(Written.Done.class);
        create(second, "/a");
        second.fail(new StoreException.Closed());
        assertThat(state.index.count("/", state.revision())).isEqualTo(1);
    }
}
