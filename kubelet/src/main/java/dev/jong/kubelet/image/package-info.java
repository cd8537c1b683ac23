/// Getting a Pod's images onto the node.
@NullMarked
package dev.jong.kubelet.image;

import org.jspecify.annotations.NullMarked;
