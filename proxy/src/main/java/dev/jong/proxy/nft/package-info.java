/// Rules for nftables: what they are, how one set of them becomes another in one transaction.
@NullMarked
package dev.jong.proxy.nft;

import org.jspecify.annotations.NullMarked;
