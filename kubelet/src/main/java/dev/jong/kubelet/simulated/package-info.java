/// Containers that only seem to run: for tests and for thousands of nodes in one process.
@NullMarked
package dev.jong.kubelet.simulated;

import org.jspecify.annotations.NullMarked;
