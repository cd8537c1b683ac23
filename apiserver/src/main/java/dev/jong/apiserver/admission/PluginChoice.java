package dev.jong.apiserver.admission;

import dev.jong.apiserver.admission.podsecurity.PodSecuritySettings;
import dev.jong.apiserver.config.ConfigFields;
import dev.jong.apiserver.config.ConfigFile;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.ServerFlags;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which plugins look at what is written, by their upstream names, and with which settings:
/// `--enable-admission-plugins`, `--disable-admission-plugins`, `--admission-control-config-file`,
/// `--default-…-toleration-seconds`.
///
/// @param on names of plugins
public record PluginChoice(
        Set<String> on, PodSecuritySettings podSecurity, DefaultTolerationSeconds tolerations) {
    private static final List<String> STANDARD =
            List.of(
                    "NamespaceLifecycle",
                    "LimitRanger",
                    "ServiceAccount",
                    "NodeRestriction",
                    "TaintNodesByCondition",
                    "PodSecurity",
                    "Priority",
                    "DefaultTolerationSeconds",
                    "DefaultStorageClass",
                    "StorageObjectInUseProtection",
                    "PersistentVolumeClaimResize",
                    "RuntimeClass",
                    "CertificateApproval",
                    "CertificateSigning",
                    "CertificateSubjectRestriction",
                    "DefaultIngressClass",
                    "PodTopologyLabels",
                    "MutatingAdmissionPolicy",
                    "MutatingAdmissionWebhook",
                    "ValidatingAdmissionPolicy",
                    "ValidatingAdmissionWebhook",
                    "ResourceQuota");
    private static final Set<String> FURTHER = Set.of("AlwaysPullImages", "DenyServiceExternalIPs");

    /// Known upstream, and not here.
    private static final Set<String> MISSING =
            Set.of(
                    "AlwaysAdmit",
                    "AlwaysDeny",
                    "ClusterTrustBundleAttest",
                    "EventRateLimit",
                    "ExtendedResourceToleration",
                    "ImagePolicyWebhook",
                    "LimitPodHardAntiAffinityTopology",
                    "NamespaceAutoProvision",
                    "NamespaceExists",
                    "OwnerReferencesPermissionEnforcement",
                    "PodNodeSelector",
                    "PodTolerationRestriction");

    public PluginChoice {
        on = Set.copyOf(on);
    }

    /// @throws InvalidConfiguration for a plugin that is not known, and for a file that is not
    ///   valid
    public static PluginChoice of(ServerFlags flags) {
        var on = new HashSet<>(STANDARD);
        for (var name : flags.texts("disable-admission-plugins")) {
            if (!on.remove(name) && !FURTHER.contains(name) && !MISSING.contains(name)) {
                throw unknown("disable", name);
            }
        }
        for (var name : flags.texts("enable-admission-plugins")) {
            if (flags.texts("disable-admission-plugins").contains(name)) {
                throw new InvalidConfiguration(
                        "["
                                + name
                                + "] in enable-admission-plugins and disable-admission-plugins overlapped");
            }
            if (MISSING.contains(name)) {
                throw new InvalidConfiguration(
                        "enable-admission-plugins plugin \"" + name + "\" is not supported");
            }
            if (!STANDARD.contains(name) && !FURTHER.contains(name)) {
                throw unknown("enable", name);
            }
            on.add(name);
        }
        return new PluginChoice(
                on,
                flags.path("admission-control-config-file")
                        .map(PluginChoice::podSecurity)
                        .orElse(PodSecuritySettings.STANDARD),
                new DefaultTolerationSeconds(
                        flags.number("default-not-ready-toleration-seconds"),
                        flags.number("default-unreachable-toleration-seconds")));
    }

    private static InvalidConfiguration unknown(String verb, String name) {
        return new InvalidConfiguration(
                verb + "-admission-plugins plugin \"" + name + "\" is unknown");
    }

    boolean isOn(String name) {
        return on.contains(name);
    }

    private static PodSecuritySettings podSecurity(Path file) {
        return ConfigFile.read(
                file,
                "AdmissionConfiguration",
                List.of("apiserver.config.k8s.io/v1"),
                fields -> podSecurity(file, fields));
    }

    private static PodSecuritySettings podSecurity(Path file, ConfigFields fields) {
        fields.only("plugins");
        var settings = PodSecuritySettings.STANDARD;
        for (var plugin : fields.objects("plugins")) {
            plugin.only("name", "path", "configuration");
            var name = plugin.text("name");
            if (!name.equals("PodSecurity")) {
                throw new InvalidConfiguration(
                        plugin.path("name")
                                + ": plugin \""
                                + name
                                + "\" has no configuration here; PodSecurity has");
            }
            var text =
                    plugin.text("path").isEmpty()
                            ? plugin.object("configuration")
                                    .map(inner -> inner.tree().toString())
                                    .orElse("")
                            : ConfigFile.text(
                                    file.toAbsolutePath().resolveSibling(plugin.text("path")));
            settings =
                    ConfigFile.parse(
                            text,
                            "PodSecurityConfiguration",
                            List.of("pod-security.admission.config.k8s.io/v1"),
                            PodSecuritySettings::read);
        }
        return settings;
    }
}
