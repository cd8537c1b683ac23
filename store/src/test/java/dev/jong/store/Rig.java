package dev.jong.store;

import java.time.InstantSource;

/// Where a store can be broken on purpose: beneath it, inside, and above.
interface Rig extends Parts {
    /// The disk the store gets.
    default Disk disk(Disk disk) {
        return disk;
    }

    /// A loop that has each batch written beside it, however few commands it has.
    @Override
    default CommitLoop commits(
            State state, Journal journal, Watchers watchers, InstantSource clock) {
        return new CommitLoop(state, journal, watchers, clock, 1);
    }

    /// The store its clients get.
    default Store store(Store store) {
        return store;
    }

    /// Nothing is broken.
    record Sound() implements Rig {}
}
