/// The entries of a Secret as files, in memory.
@NullMarked
package dev.jong.kubelet.volume.secret;

import org.jspecify.annotations.NullMarked;
