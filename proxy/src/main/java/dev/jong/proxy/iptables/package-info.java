/// Services as rules of iptables, for machines without nftables.
@NullMarked
package dev.jong.proxy.iptables;

import org.jspecify.annotations.NullMarked;
