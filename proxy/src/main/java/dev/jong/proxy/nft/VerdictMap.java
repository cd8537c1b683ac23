package dev.jong.proxy.nft;

import java.util.Map;

/// A map from what a packet carries to what becomes of it.
///
/// @param keyType such as `ipv4_addr . inet_proto . inet_service`
/// @param elements key → verdict
public record VerdictMap(String keyType, Map<String, String> elements) {
    public VerdictMap {
        elements = Map.copyOf(elements);
    }
}
