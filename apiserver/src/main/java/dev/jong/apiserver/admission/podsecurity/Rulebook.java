package dev.jong.apiserver.admission.podsecurity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// All checks of all versions.
final class Rulebook {
    /// A check as it is since a version.
    ///
    /// @param replaces checks of the lower level that this one makes superfluous
    private record Rule(Level level, String id, int since, Check check, Set<String> replaces) {
        Rule(Level level, String id, int since, Check check) {
            this(level, id, since, check, Set.of());
        }
    }

    private static final Set<String> SYSCTLS =
            Set.of(
                    "kernel.shm_rmid_forced",
                    "net.ipv4.ip_local_port_range",
                    "net.ipv4.tcp_syncookies",
                    "net.ipv4.ping_group_range",
                    "net.ipv4.ip_unprivileged_port_start");
    private static final Set<String> SYSCTLS_27 = with(SYSCTLS, "net.ipv4.ip_local_reserved_ports");
    private static final Set<String> SYSCTLS_29 =
            with(
                    SYSCTLS_27,
                    "net.ipv4.tcp_keepalive_time",
                    "net.ipv4.tcp_fin_timeout",
                    "net.ipv4.tcp_keepalive_intvl",
                    "net.ipv4.tcp_keepalive_probes");
    private static final Set<String> SYSCTLS_32 =
            with(SYSCTLS_29, "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem");
    private static final Set<String> SE_LINUX =
            Set.of("", "container_t", "container_init_t", "container_kvm_t");
    private static final Set<String> SE_LINUX_31 = with(SE_LINUX, "container_engine_t");

    /// By level, then by name: the order of messages. Revisions of a check stand in order of their
    /// versions.
    private static final List<Rule> RULES =
            List.of(
                    baseline("appArmorProfile", 0, ProfileChecks::appArmor),
                    baseline("capabilities_baseline", 0, ContainerChecks::defaultCapabilities),
                    baseline("hostNamespaces", 0, PodChecks::hostNamespaces),
                    baseline("hostPathVolumes", 0, PodChecks::hostPaths),
                    baseline("hostPorts", 0, ContainerChecks::hostPorts),
                    baseline("hostProbesAndHostLifecycle", 34, ContainerChecks::hosts),
                    baseline("privileged", 0, ContainerChecks::privileged),
                    baseline("procMount", 0, ContainerChecks::procMount),
                    baseline("procMount", 35, exceptWithOwnUsers(ContainerChecks::procMount)),
                    baseline("seLinuxOptions", 0, ProfileChecks.seLinux(SE_LINUX)),
                    baseline("seLinuxOptions", 31, ProfileChecks.seLinux(SE_LINUX_31)),
                    baseline("seccompProfile_baseline", 0, ProfileChecks::seccompAnnotations),
                    baseline("seccompProfile_baseline", 19, ProfileChecks::seccomp),
                    baseline("sysctls", 0, PodChecks.sysctls(SYSCTLS)),
                    baseline("sysctls", 27, PodChecks.sysctls(SYSCTLS_27)),
                    baseline("sysctls", 29, PodChecks.sysctls(SYSCTLS_29)),
                    baseline("sysctls", 32, PodChecks.sysctls(SYSCTLS_32)),
                    baseline("windowsHostProcess", 0, PodChecks::hostProcess),
                    restricted("allowPrivilegeEscalation", 8, ContainerChecks::escalation),
                    restricted(
                            "allowPrivilegeEscalation",
                            25,
                            exceptOnWindows(ContainerChecks::escalation)),
                    restricted(
                            "capabilities_restricted",
                            22,
                            ContainerChecks::droppedCapabilities,
                            "capabilities_baseline"),
                    restricted(
                            "capabilities_restricted",
                            25,
                            exceptOnWindows(ContainerChecks::droppedCapabilities),
                            "capabilities_baseline"),
                    restricted("procMount_restricted", 35, ContainerChecks::procMount, "procMount"),
                    restricted("restrictedVolumes", 0, PodChecks::volumes, "hostPathVolumes"),
                    restricted("runAsNonRoot", 0, UserChecks::nonRoot),
                    restricted("runAsNonRoot", 35, exceptWithOwnUsers(UserChecks::nonRoot)),
                    restricted("runAsUser", 23, UserChecks::user),
                    restricted("runAsUser", 35, exceptWithOwnUsers(UserChecks::user)),
                    restricted(
                            "seccompProfile_restricted",
                            19,
                            ProfileChecks::seccompRequired,
                            "seccompProfile_baseline"),
                    restricted(
                            "seccompProfile_restricted",
                            25,
                            exceptOnWindows(ProfileChecks::seccompRequired),
                            "seccompProfile_baseline"));

    private static final int NEWEST = RULES.stream().mapToInt(Rule::since).max().orElseThrow();

    private final Map<Standard, List<Check>> chosen = new ConcurrentHashMap<>();

    /// What a standard has against a Pod.
    List<Violation> look(Standard standard, Subject pod) {
        if (standard.level() == Level.PRIVILEGED) {
            return List.of();
        }
        var bounded = standard.withMinor(Math.min(standard.minor(), NEWEST));
        return chosen.computeIfAbsent(bounded, Rulebook::choose).stream()
                .map(check -> check.look(pod))
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<Check> choose(Standard standard) {
        var newest =
                new TreeMap<Rule, Rule>(Comparator.comparing(Rule::level).thenComparing(Rule::id));
        for (var rule : RULES) {
            if (rule.since() <= standard.minor() && rule.level().compareTo(standard.level()) <= 0) {
                newest.put(rule, rule);
            }
        }
        var replaced = new HashSet<String>();
        newest.values().forEach(rule -> replaced.addAll(rule.replaces()));
        var checks = new ArrayList<Check>();
        newest.values().stream()
                .filter(rule -> !replaced.contains(rule.id()))
                .forEach(rule -> checks.add(rule.check()));
        return List.copyOf(checks);
    }

    private static Rule baseline(String id, int since, Check check) {
        return new Rule(Level.BASELINE, id, since, check);
    }

    private static Rule restricted(String id, int since, Check check, String... replaces) {
        return new Rule(Level.RESTRICTED, id, since, check, Set.of(replaces));
    }

    private static Check exceptOnWindows(Check check) {
        return check.exceptOnWindows();
    }

    private static Check exceptWithOwnUsers(Check check) {
        return check.exceptWithOwnUsers();
    }

    private static Set<String> with(Set<String> some, String... more) {
        var all = new HashSet<>(some);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }
}
