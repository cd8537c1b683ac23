package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.HostAlias;
import java.util.List;

/// The content of a Pod's /etc/hosts.
final class HostsFile {
    private HostsFile() {}

    static String ofPod(
            List<String> addresses, String hostname, String domain, List<HostAlias> aliases) {
        var text = new StringBuilder("# Kubernetes-managed hosts file.\n");
        text.append("127.0.0.1\tlocalhost\n");
        text.append("::1\tlocalhost ip6-localhost ip6-loopback\n");
        text.append("fe00::0\tip6-localnet\n");
        text.append("fe00::0\tip6-mcastprefix\n");
        text.append("fe00::1\tip6-allnodes\n");
        text.append("fe00::2\tip6-allrouters\n");
        for (var address : addresses) {
            text.append(address).append('\t');
            if (!domain.isEmpty()) {
                text.append(hostname).append('.').append(domain).append('\t');
            }
            text.append(hostname).append('\n');
        }
        return text.append(entries(aliases)).toString();
    }

    static String ofNode(String nodesOwn, List<HostAlias> aliases) {
        return "# Kubernetes-managed hosts file (host network).\n" + nodesOwn + entries(aliases);
    }

    private static String entries(List<HostAlias> aliases) {
        if (aliases.isEmpty()) {
            return "";
        }
        var text = new StringBuilder("\n# Entries added by HostAliases.\n");
        for (var alias : aliases) {
            text.append(alias.ip())
                    .append('\t')
                    .append(String.join("\t", alias.hostnames()))
                    .append('\n');
        }
        return text.toString();
    }
}
