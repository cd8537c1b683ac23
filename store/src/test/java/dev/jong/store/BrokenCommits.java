package dev.jong.store;

import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Commit loops with one fault each in how a batch stands on the one that is being forced.
final class BrokenCommits {
    private BrokenCommits() {}

    /// Shows and answers what stands on a batch whose force failed.
    static final class ShowsWhatToThrowAway extends CommitLoop {
        ShowsWhatToThrowAway(State state, Journal journal, Watchers watchers, InstantSource clock) {
            super(state, journal, watchers, clock, 1);
        }

        @Override
        void throwAway(Batch next) {
            show(next);
        }
    }

    /// Goes on from what was staged when the force below it failed.
    static final class StagesOnWhatFailed extends CommitLoop {
        private final State state;
        private final Journal journal;
        private @Nullable Batch failed;

        StagesOnWhatFailed(State state, Journal journal, Watchers watchers, InstantSource clock) {
            super(state, journal, watchers, clock, 1);
            this.state = state;
            this.journal = journal;
        }

        @Override
        void throwAway(Batch next) {
            failed = next;
            super.throwAway(next);
        }

        @Override
        Batch begin(@Nullable Batch below, Frames frames) throws IOException {
            var sound = super.begin(below, frames);
            var under = failed;
            if (under == null || trouble() != null) {
                return sound;
            }
            failed = null;
            return new Batch(state, under, frames, journal.segment(), null);
        }
    }

    /// Compares with what is shown only.
    static final class StagesBlindly extends CommitLoop {
        StagesBlindly(State state, Journal journal, Watchers watchers, InstantSource clock) {
            super(state, journal, watchers, clock, 1);
        }

        @Override
        Batch begin(@Nullable Batch below, Frames frames) throws IOException {
            var batch = super.begin(below, frames);
            batch.standsOnState();
            return batch;
        }
    }
}
