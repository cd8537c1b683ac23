/// What a kubelet asks of whatever runs containers: the border that CRI and the simulation stand
/// behind.
@NullMarked
package dev.jong.kubelet.runtime;

import org.jspecify.annotations.NullMarked;
