package dev.jong.proxy.nft;

import dev.jong.proxy.CommandLine;
import dev.jong.proxy.Dataplane;
import dev.jong.proxy.Family;
import dev.jong.proxy.ProxyException;
import dev.jong.proxy.ServicePort;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Keeps one nftables table for each IP family in the kernel.
public final class NftDataplane implements Dataplane {
    private final List<String> command;
    private final String table;
    private final Map<Family, String> podCidrs;

    /// What the kernel has; absent before the first success and after a failure: then the table is
    /// written anew.
    private final Map<Family, RuleSet> applied = new EnumMap<>(Family.class);

    /// Nothing is written before the first [#apply].
    ///
    /// @param table name of the table, one for each proxy on the machine
    /// @param command what reads commands of nft from its standard input, such as `nft -f -`
    public NftDataplane(List<String> command, String table, Map<Family, String> podCidrs) {
        this.command = List.copyOf(command);
        this.table = table;
        this.podCidrs = Map.copyOf(podCidrs);
    }

    @Override
    public synchronized void apply(Family family, List<ServicePort> ports) {
        var wanted = NftTable.of(family, table, podCidrs.getOrDefault(family, ""), ports);
        var before = applied.get(family);
        String script = before == null ? wanted.fromScratch() : wanted.from(before);
        if (script.isEmpty()) return;
        try {
            CommandLine.run(command, script);
            applied.put(family, wanted);
        } catch (ProxyException e) {
            applied.remove(family);
            throw e;
        }
    }

    @Override
    public String mode() {
        return "nftables";
    }

    @Override
    public synchronized void close() {
        for (var family : Family.values()) {
            CommandLine.run(
                    command, RuleSet.none(family == Family.IPV4 ? "ip" : "ip6", table).remove());
        }
        applied.clear();
    }
}
