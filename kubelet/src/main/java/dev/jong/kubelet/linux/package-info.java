/// What the kernel is asked directly: mounts and owners of files.
@NullMarked
package dev.jong.kubelet.linux;

import org.jspecify.annotations.NullMarked;
