/// Services on a node: virtual addresses and node ports, as packet filter rules.
@NullMarked
package dev.jong.proxy;

import org.jspecify.annotations.NullMarked;
