/// A file or folder of the node itself.
@NullMarked
package dev.jong.kubelet.volume.hostpath;

import org.jspecify.annotations.NullMarked;
