/// What a kubelet tells the API of its node, and what it asks of it.
@NullMarked
package dev.jong.kubelet.node;

import org.jspecify.annotations.NullMarked;
