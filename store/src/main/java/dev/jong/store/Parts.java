package dev.jong.store;

import java.time.InstantSource;

/// What a store is put together from, so that tests can put broken parts in the place of these.
interface Parts {
    Parts SOUND = new Parts() {};

    /// As many commands make up for the two times that a thread is woken for them.
    int WORTH_A_THREAD = 8;

    /// The journal the store uses.
    default Journal journal(Journal sound) {
        return sound;
    }

    /// The loop that commits.
    default CommitLoop commits(
            State state, Journal journal, Watchers watchers, InstantSource clock) {
        return new CommitLoop(state, journal, watchers, clock, WORTH_A_THREAD);
    }
}
