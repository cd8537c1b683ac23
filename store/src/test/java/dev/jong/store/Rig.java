package dev.jong.store;

/// Where a store can be broken on purpose: beneath it, inside, and above.
interface Rig {
    /// The disk the store gets.
    default Disk disk(Disk disk) {
        return disk;
    }

    /// The journal the commit thread gets.
    default Journal journal(Journal journal) {
        return journal;
    }

    /// The store its clients get.
    default Store store(Store store) {
        return store;
    }

    /// Nothing is broken.
    record Sound() implements Rig {}
}
