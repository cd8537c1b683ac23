package dev.jong.proxy.nft;

import java.util.List;

/// A chain and its rules.
///
/// @param hook such as `type nat hook output priority -100;`, "" for a chain that others jump to
public record Chain(String hook, List<String> rules) {
    public Chain {
        rules = List.copyOf(rules);
    }

    static Chain of(String... rules) {
        return new Chain("", List.of(rules));
    }

    static Chain hooked(String hook, String... rules) {
        return new Chain(hook, List.of(rules));
    }
}
