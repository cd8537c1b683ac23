package dev.jong.proxy.iptables;

import dev.jong.proxy.CommandLine;
import dev.jong.proxy.Dataplane;
import dev.jong.proxy.Family;
import dev.jong.proxy.ProxyException;
import dev.jong.proxy.ServicePort;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Keeps chains of its own in the kernel's iptables, changed by one `iptables-restore` each time.
public final class IptablesDataplane implements Dataplane {
    private final String prefix;
    private final Map<Family, String> podCidrs;

    /// What the kernel has; absent before the first success and after a failure: then the kernel is
    /// asked.
    private final Map<Family, ChainSet> applied = new EnumMap<>(Family.class); // guarded by this

    /// Nothing is written before the first [#apply].
    ///
    /// @param name of this proxy, unique on the machine; names of chains begin with it
    public IptablesDataplane(String name, Map<Family, String> podCidrs) {
        this.prefix = name.toUpperCase(Locale.ROOT) + "-";
        this.podCidrs = Map.copyOf(podCidrs);
    }

    @Override
    public synchronized void apply(Family family, List<ServicePort> ports) {
        var before = applied.get(family);
        if (before == null) {
            change(family, ChainSet.NONE.from(inKernel(family)));
            before = ChainSet.NONE;
        }
        var wanted = ServiceChains.of(family, prefix, podCidrs.getOrDefault(family, ""), ports);
        applied.remove(family);
        change(family, wanted.from(before));
        applied.put(family, wanted);
    }

    @Override
    public String mode() {
        return "iptables";
    }

    @Override
    public synchronized void close() {
        applied.clear();
        for (var family : podCidrs.keySet()) {
            change(family, ChainSet.NONE.from(inKernel(family)));
        }
    }

    private ChainSet inKernel(Family family) {
        return ChainSet.parse(CommandLine.read(List.of(tool(family) + "-save")), prefix);
    }

    /// @throws ProxyException when the kernel refuses; nothing has changed then
    private static void change(Family family, String script) {
        if (!script.isEmpty()) {
            CommandLine.run(List.of(tool(family) + "-restore", "--noflush", "--wait"), script);
        }
    }

    private static String tool(Family family) {
        return family == Family.IPV4 ? "iptables" : "ip6tables";
    }
}
