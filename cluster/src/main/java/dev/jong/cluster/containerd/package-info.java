/// The private containerd and its network configuration.
@NullMarked
package dev.jong.cluster.containerd;

import org.jspecify.annotations.NullMarked;
