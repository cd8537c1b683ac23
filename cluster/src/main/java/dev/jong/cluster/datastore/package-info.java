/// Where a cluster keeps its state, and what servers that share it know of each other.
@NullMarked
package dev.jong.cluster.datastore;

import org.jspecify.annotations.NullMarked;
