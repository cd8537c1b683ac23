/// Services on a node.
@NullMarked
package dev.jong.proxy;

import org.jspecify.annotations.NullMarked;
