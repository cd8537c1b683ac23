/// Runs Pods on a node, through CRI or simulated.
@NullMarked
package dev.jong.kubelet;

import org.jspecify.annotations.NullMarked;
