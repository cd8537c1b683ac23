/// Containers of a real runtime, through the Container Runtime Interface on a unix socket.
@NullMarked
package dev.jong.kubelet.cri;

import org.jspecify.annotations.NullMarked;
