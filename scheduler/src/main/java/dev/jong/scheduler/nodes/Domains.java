package dev.jong.scheduler.nodes;

/// Numbers of Pods per domain of a topology.
public interface Domains {
    /// Whether the node is in a domain.
    boolean has(int slot);

    /// The number in the node's domain; 0 when it is in none.
    long at(int slot);

    /// How many domains have a node that counts.
    int size();

    /// The smallest number among them; 0 when there are none.
    long least();
}
