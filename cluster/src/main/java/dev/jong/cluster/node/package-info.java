/// One node of a cluster on this machine: what it runs, how its Pods reach those of other nodes,
/// how it joins.
@NullMarked
package dev.jong.cluster.node;

import org.jspecify.annotations.NullMarked;
