/// Resources of the node group.
@NullMarked
package dev.jong.apiserver.resources.node;

import org.jspecify.annotations.NullMarked;
