/// The life of one Pod on its node.
@NullMarked
package dev.jong.kubelet.pod;

import org.jspecify.annotations.NullMarked;
