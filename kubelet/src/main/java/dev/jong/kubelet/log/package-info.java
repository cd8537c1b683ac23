/// Container logs in the files that a container runtime writes.
@NullMarked
package dev.jong.kubelet.log;

import org.jspecify.annotations.NullMarked;
