/// A folder that lives as long as its Pod.
@NullMarked
package dev.jong.kubelet.volume.emptydir;

import org.jspecify.annotations.NullMarked;
