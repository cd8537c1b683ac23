/// A kubelet with a containerd of its own: real containers.
@NullMarked
package dev.jong.systemtests.node;

import org.jspecify.annotations.NullMarked;
